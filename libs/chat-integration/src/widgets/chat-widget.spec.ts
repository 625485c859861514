import { describe, expect, it } from 'vitest';
import { isChatWidget } from './chat-widget.js';

const widget = { name: 'crisp', csp: {}, params: () => ({}), start: () => undefined };

describe('isChatWidget', () => {
  it.each(['crisp', 'exampleChat', 'chat2', 'X'])('accepts a widget with the name %s', (name) => {
    expect(isChatWidget({ ...widget, name })).toBe(true);
  });

  it.each(['', '2chat', 'my-chat', 'my chat', 'chat_2', '__proto__', 'чат', 'nonce', 'path', 5, undefined])(
    'rejects a widget with the name %j',
    (name) => {
      expect(isChatWidget({ ...widget, name })).toBe(false);
    },
  );

  it.each([
    ['csp', [undefined, null, 'https://example.com']],
    ['params', [undefined, {}]],
    ['start', [undefined, {}]],
  ])('rejects a widget without a usable %s', (member, values) => {
    for (const value of values) expect(isChatWidget({ ...widget, [member]: value })).toBe(false);
  });

  it.each([null, undefined, 'crisp', () => widget])('rejects %o', (value) => {
    expect(isChatWidget(value)).toBe(false);
  });
});
