// Angle brackets, control characters and bidirectional formatting characters.
const UNSAFE = /[<>\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu;

/** Replaces unsafe characters in a user's name, because ChatBro's widget may render names as HTML. */
export function chatBroName(name: string): string {
  return name.replace(UNSAFE, ' ').trim() || 'Member';
}
