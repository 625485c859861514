/** Reads the id of a member, or of a topic, out of an address; `undefined` for what is none. */
export function parseRecordId(text: string): number | undefined {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}
