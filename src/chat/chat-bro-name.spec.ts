import { describe, expect, it } from 'vitest';
import { chatBroName } from './chat-bro-name.js';

describe('chatBroName', () => {
  it.each([
    ["Siobhán O'Connor", "Siobhán O'Connor"],
    ['</script><script>x</script>', '/script script x /script'],
    ['Line\u2028Break', 'Line Break'],
    ['ليلى \u202Eحداد', 'ليلى  حداد'],
    ['\u0000a\u0085b\u2066c', 'a b c'],
    ['<>', 'Member'],
    ['👩‍🚀', '👩‍🚀'],
  ])('converts %j to %j', (name, expected) => {
    expect(chatBroName(name)).toBe(expected);
  });
});
