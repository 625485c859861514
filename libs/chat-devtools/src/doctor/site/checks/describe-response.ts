import { isPlainObject, quote } from 'nestjs-chat-integration/internal';
import { listValues } from '../../list-values.js';
import type { SiteResponse } from '../site.js';

/** A record of users info, unchecked. */
export type UserRecord = Readonly<Record<string, unknown>>;

/** Returns the records of a users info response, or `undefined` for any other response (`protocol/imbachat.md` section 1.2). */
export function recordsOf({ status, json }: SiteResponse): UserRecord[] | undefined {
  return status === 200 && Array.isArray(json) && json.every(isPlainObject) ? json : undefined;
}

/** Describes a response as part of a sentence, without showing its text. */
export function describeResponse(response: SiteResponse): string {
  const { status, headers, text, json } = response;
  const records = recordsOf(response);
  if (records?.length === 0) return '200 with []';
  if (records) {
    const count = `${records.length} ${records.length === 1 ? 'record' : 'records'}`;
    return `200 with ${count}: ${listValues(records.map(({ user_id }) => user_id))}`;
  }
  if (Array.isArray(json)) return `${status} with an array`;
  if (json !== undefined) return `${status} with JSON of type ${json === null ? 'null' : typeof json}`;
  if (text === '') return `${status} without a body`;
  const type = headers.get('content-type');
  return `${status} with ${type === null ? 'a body' : quote(type)} that is not JSON`;
}
