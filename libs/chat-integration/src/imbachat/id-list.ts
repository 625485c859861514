import { parseUserId, type UserId } from '../users/user-id.js';

/**
 * The ids that a Users info URL asks for (`protocol/imbachat.md` section 1.2): blanks around an id and
 * empty items are ignored, each id stands once, in the order of the request. What is no id is dropped,
 * never cast.
 *
 * @param list the decoded text, for example `'3,1,2'`.
 * @param separator what stands between two ids.
 */
export function parseIdList(list: string, separator: string): UserId[] {
  const ids = new Set<UserId>();
  for (const item of list.split(separator)) {
    const id = parseUserId(item.trim());
    if (id !== undefined) ids.add(id);
  }
  return [...ids];
}
