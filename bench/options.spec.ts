import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.js';

const PEERS = ['raw', 'php'];
const PARTS = ['users-info', 'sizes'];
const parse = (...args: string[]) => parseOptions(args, PEERS, PARTS);

describe('parseOptions', () => {
  it('runs all parts with all peers by default', () => {
    expect(parse()).toEqual({
      parts: new Set(PARTS),
      peers: new Set(PEERS),
      ids: [1, 10, 100, 1000],
      seconds: 3,
      rounds: 3,
      write: false,
    });
  });

  it('runs only the selected parts, with all peers', () => {
    expect(parse('--only', 'users-info')).toMatchObject({
      parts: new Set(['users-info']),
      peers: new Set(PEERS),
    });
  });

  it('runs users-info with only the selected peers', () => {
    expect(parse('--only', 'sizes,php')).toMatchObject({ parts: new Set(PARTS), peers: new Set(['php']) });
  });

  it('parses numbers', () => {
    expect(parse('--ids', '7,3,7', '--seconds', '1', '--rounds', '2')).toMatchObject({
      ids: [3, 7],
      seconds: 1,
      rounds: 2,
    });
  });

  it.each([
    [['--only', 'rust'], 'Expected --only to list some of users-info, sizes, raw, php but got "rust".'],
    [['--only', ''], 'Expected --only'],
    [['--ids', '1,,2'], 'Expected --ids to be a positive integer but got "".'],
    [['--ids', '1e3'], 'Expected --ids'],
    [['--ids', '1,1001'], 'Expected --ids to be at most 1000 but got "1001".'],
    [['--seconds', '0'], 'Expected --seconds'],
    [['--rounds', '1.5'], 'Expected --rounds'],
    [['--fast'], "Unknown option '--fast'"],
    [['--write', '--only', 'sizes'], 'Expected --write without --only and --ids'],
    [['--write', '--ids', '1'], 'Expected --write without --only and --ids'],
  ])('rejects %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it('can write the results of a complete run', () => {
    expect(parse('--write', '--rounds', '5')).toMatchObject({ write: true, rounds: 5 });
  });
});
