// Control characters, and those that turn the direction of writing.
const UNSAFE = /[<>\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu;

/** A name as ChatBro gets it: its widget may show names as HTML. */
export function chatBroName(name: string): string {
  return name.replace(UNSAFE, ' ').trim() || 'Member';
}
