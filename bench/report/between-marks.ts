/** The lines between which the README holds what the benchmark wrote. */
const [BEGIN, END] = ['<!-- benchmark -->', '<!-- /benchmark -->'];

/**
 * Puts text between the two marks of a document.
 *
 * @throws {Error} when the document does not hold each of them once, in order.
 */
export function putBetweenMarks(document: string, text: string): string {
  const [before, ...behindBegin] = document.split(BEGIN);
  const [, ...behindEnd] = behindBegin.join(BEGIN).split(END);
  if (behindBegin.length !== 1 || behindEnd.length !== 1) {
    throw new Error(`Expected the document to hold ${BEGIN} and behind it ${END}, once each.`);
  }
  return `${before}${BEGIN}\n\n${text}\n\n${END}${behindEnd[0]}`;
}
