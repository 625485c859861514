import { isFull } from './scale.js';

/** Returns a function that logs the progress of a full run in steps of 5 %. */
export function progressReporter(label: string, total: number): (done: number) => void {
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
