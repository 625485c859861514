/** The body of an error, as the vendor's own plugin writes it (`protocol/imbachat.md` section 1.1). */
export interface ErrorEnvelope {
  readonly code: number;
  readonly version: 1;
  readonly error: string;
  readonly debug: '';
}

const TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Authenticate required!',
  403: 'Wrong login or password',
  404: 'Not found',
  429: 'Too many failed attempts',
  500: 'Internal server error',
  503: 'Service unavailable',
};

/**
 * Builds the body of an error response. Its default texts are generic, so that a stranger learns nothing.
 *
 * @param error a specific text; only for callers that have passed authorization.
 */
export function errorEnvelope(code: number, error = TEXTS[code] ?? 'Error'): ErrorEnvelope {
  return { code, version: 1, error, debug: '' };
}
