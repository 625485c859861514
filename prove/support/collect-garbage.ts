import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects all garbage of this process, so that its heap size can be compared. */
export const collectGarbage = runInNewContext('gc') as () => void;
