/** Parses the id of a member or a topic from a path. Returns `undefined` if it is invalid. */
export function parseRecordId(text: string): number | undefined {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}
