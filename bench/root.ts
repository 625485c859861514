import { fileURLToPath } from 'node:url';

/** The folder of the workspace, seen from where this file is built to, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
