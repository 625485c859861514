const [START, END] = ['<!-- benchmark -->', '<!-- /benchmark -->'];

/**
 * Replaces the text between the two markers of a document.
 *
 * @throws {Error} If the document does not contain each marker exactly once, in this order.
 */
export function replaceBetweenMarkers(document: string, text: string): string {
  const [before, ...afterStart] = document.split(START);
  const [, ...afterEnd] = afterStart.join(START).split(END);
  if (afterStart.length !== 1 || afterEnd.length !== 1) {
    throw new Error(`Expected the document to contain ${START} and then ${END}, exactly once each.`);
  }
  return `${before}${START}\n\n${text}\n\n${END}${afterEnd[0]}`;
}
