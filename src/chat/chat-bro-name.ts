// Angle brackets, control characters and bidirectional formatting characters.
const UNSAFE = /[<>\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu;

/** Returns a user name for ChatBro without unsafe characters, because the widget may render names as HTML. */
export function chatBroName(name: string): string {
  return name.replace(UNSAFE, ' ').trim() || 'Member';
}
