import { describe, expect, it } from 'vitest';
import { type Display, displayOf, isDisplayed, isDisplayOption } from './display.js';

const member = { id: 1, name: 'Ada' };
const context = { visitor: null, widget: 'chatbro', path: '/forum', request: {} };

describe('isDisplayOption', () => {
  it.each([
    [true],
    [() => true],
    [{}],
    [{ guests: false, only: ['/forum', '*'], except: [] }],
    [{ only: undefined }],
    [{ chatbro: false, imbachat: { except: ['/login'] } }],
  ])('accepts %j', (value) => {
    expect(isDisplayOption(value, ['imbachat', 'chatbro'])).toBe(true);
  });

  it.each([
    [null],
    ['/forum'],
    [['/forum']],
    [{ guests: 'no' }],
    [{ only: '/forum' }],
    [{ only: ['forum'] }],
    [{ except: [/forum/] }],
    [{ guest: false }],
    [{ crisp: false }],
    [{ chatbro: 'no' }],
    [{ chatbro: false, guests: false }],
  ])('refuses %j', (value) => {
    expect(isDisplayOption(value, ['imbachat', 'chatbro'])).toBe(false);
  });
});

describe('displayOf', () => {
  it('applies to every widget unless it names them', () => {
    expect(displayOf({ guests: false }, 'chatbro')).toEqual({ guests: false });
    expect(displayOf(false, 'chatbro')).toBe(false);
  });

  it('says nothing of a widget that it does not name', () => {
    expect(displayOf({ imbachat: false }, 'chatbro')).toBeUndefined();
    expect(displayOf({ imbachat: false }, 'toString')).toBeUndefined();
    expect(displayOf(undefined, 'chatbro')).toBeUndefined();
  });
});

describe('isDisplayed', () => {
  it.each<[Display, boolean]>([
    [true, true],
    [false, false],
    [{}, true],
    [{ guests: false }, false],
    [{ only: [], except: [] }, true],
    [{ only: ['/forum'] }, true],
    [{ only: ['/shop', '/FORUM/'] }, true],
    [{ only: ['/shop'] }, false],
    [{ except: ['/forum'] }, false],
    [{ except: ['/shop'] }, true],
    [{ only: ['*'], except: ['/forum'] }, false],
  ])('for a guest on /forum, %j gives %s', async (display, expected) => {
    expect(await isDisplayed(display, context)).toBe(expected);
  });

  it('shows a widget that guests do not see to a member', async () => {
    expect(await isDisplayed({ guests: false }, { ...context, visitor: member })).toBe(true);
  });

  it('passes the context to a function', async () => {
    expect(await isDisplayed(async (given) => given === context, context)).toBe(true);
  });
});
