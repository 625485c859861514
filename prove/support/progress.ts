import { isFull } from './scale.js';

/** Shows how far a proof is: a line for each twentieth, in the full run only. */
export function progressOf(label: string, total: number): (done: number) => void {
  let shown = 0;
  return (done) => {
    const twentieths = Math.floor((done / total) * 20);
    if (!isFull || twentieths <= shown) return;
    shown = twentieths;
    process.stderr.write(
      `${label}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} (${twentieths * 5} %)\n`,
    );
  };
}
