import { fileURLToPath } from 'node:url';

/** The path of the workspace with a trailing slash, relative to the compiled file in `dist`. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
