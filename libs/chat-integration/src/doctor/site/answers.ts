import { isPlainObject } from '../../options/plain-object.js';
import { quoted } from '../quoted.js';
import type { Answer } from './site.js';

/** One record of users info; nothing of it is checked yet. */
export type SentRecord = Readonly<Record<string, unknown>>;

/** The records of a users info answer; `undefined` where it is no users info (`protocol/imbachat.md` section 1.2). */
export function recordsOf({ status, json }: Answer): SentRecord[] | undefined {
  return status === 200 && Array.isArray(json) && json.every(isPlainObject) ? json : undefined;
}

/** What an answer is, as it stands in a sentence; shows nothing of its text. */
export function told(answer: Answer): string {
  const { status, headers, text, json } = answer;
  const records = recordsOf(answer);
  if (records) {
    if (records.length === 0) return '200 with []';
    return `200 with ${records.length} ${records.length === 1 ? 'record' : 'records'}: ${listed(records.map(({ user_id }) => user_id))}`;
  }
  if (json !== undefined) {
    return `${status} with ${Array.isArray(json) ? 'an array' : `JSON of type ${json === null ? 'null' : typeof json}`}`;
  }
  if (text === '') return `${status} without a body`;
  const type = headers.get('content-type');
  return `${status} with ${type === null ? 'a body' : quoted(type)} that is no JSON`;
}

/** Values in a sentence, the first ten of them. */
export function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 10).map((value) => quoted(JSON.stringify(value) ?? 'missing').slice(1, -1));
  return `${shown.join(', ')}${values.length > shown.length ? ', …' : ''}`;
}
