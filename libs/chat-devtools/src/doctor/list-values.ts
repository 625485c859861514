import { shortJson } from '../diagnosis/json.js';

const MAX_VALUES = 10;

/** Lists the first ten values as JSON, as part of a sentence. */
export function listValues(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_VALUES).map(shortJson);
  return [...shown, ...(values.length > MAX_VALUES ? ['…'] : [])].join(', ');
}
