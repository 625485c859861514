import { describe, expect, it } from 'vitest';
import { addDependency, configRange } from './package-json.js';
import { NotUnderstoodError } from './source-text.js';

describe('addDependency', () => {
  const add = (text: string) => addDependency(text, 'm', '^1.0.0');

  it.each([
    [
      'between others',
      '{\n\t"dependencies": {\n\t\t"a": "1",\n\t\t"z": "1"\n\t}\n}',
      '{\n\t"dependencies": {\n\t\t"a": "1",\n\t\t"m": "^1.0.0",\n\t\t"z": "1"\n\t}\n}',
    ],
    [
      'last',
      '{ "name": "x", "dependencies": {\r\n    "a": "1"\r\n  } }',
      '{ "name": "x", "dependencies": {\r\n    "a": "1",\r\n    "m": "^1.0.0"\r\n  } }',
    ],
    ['as the only dependency', '{ "dependencies": {} }', '{ "dependencies": {"m": "^1.0.0"} }'],
  ])('adds the package %s', (_, before, after) => {
    expect(add(before)).toBe(after);
    expect(JSON.parse(after)).toHaveProperty('dependencies.m', '^1.0.0');
  });

  it('refuses a file without dependencies', () => {
    expect(() => add('{ "name": "x" }')).toThrow(NotUnderstoodError);
  });
});

describe('configRange', () => {
  it.each([
    ['^11.0.1', '^4.0.0'],
    ['11.1.6', '^4.0.0'],
    ['^12.0.0', '^12.0.0'],
    ['latest', '^12.0.0'],
    ['~10.11.0', '^12.0.0'],
  ])('for Nest %s is %s', (nest, range) => {
    expect(configRange({ dependencies: { '@nestjs/core': nest } })).toBe(range);
  });
});
