import { mapFields, type SignedParts, signatureOfParts } from './signed-parts.js';

type Mistake = readonly [parts: SignedParts, hint: string];

/**
 * Says which one of the usual mistakes explains a signature that is not that of the parts; `undefined` when
 * none does.
 *
 * @param parts what was sent, with the right domain and secret.
 * @param signature what was sent as its signature.
 * @param pageHost host and port of the page, where known.
 */
export function usualMistake(parts: SignedParts, signature: string, pageHost?: string): string | undefined {
  for (const mistakes of [permissions, domain, missing, escaping, normalization, blanks, secret]) {
    for (const [mistaken, hint] of mistakes(parts, pageHost)) {
      if (signatureOfParts(mistaken) === signature) return hint;
    }
  }
  return undefined;
}

function* permissions(parts: SignedParts): Generator<Mistake> {
  const given = parts.permissions;
  if (given.length === 0) return;
  const others = [given.toReversed(), given.toSorted(), [...new Set(given)], [...new Set(given)].toSorted()];
  for (const order of others) {
    yield [
      { ...parts, permissions: order },
      `It was made with the permissions in the order ${order.join(', ')}; the page sends ${given.join(', ')}. Sign the very array that is sent.`,
    ];
  }
  yield [
    { ...parts, permissions: [given.join(',')] },
    'It was made with commas between the permissions; they are joined with nothing between.',
  ];
}

function* domain(parts: SignedParts, pageHost: string | undefined): Generator<Mistake> {
  const { siteDomain } = parts;
  const hosts = [siteDomain, ...(pageHost ? [pageHost, pageHost.replace(/:\d+$/, '')] : [])];
  const ports = ['3000', '8080', '80', '443'].map((port) => `${siteDomain}:${port}`);
  const candidates = [...hosts, ...ports, `www.${siteDomain}`, siteDomain.replace(/^www\./, '')];
  for (const host of new Set(candidates)) {
    for (const text of [host, `http://${host}`, `https://${host}`]) {
      for (const other of [text, `${text}/`]) {
        if (other === siteDomain) continue;
        yield [
          { ...parts, siteDomain: other },
          `It was made with the domain "${other}"; the page sends "${siteDomain}". Sign the bare host: no scheme, no port, no path.`,
        ];
      }
    }
  }
  yield [{ ...parts, siteDomain: '' }, 'It was made without the domain, which always comes first.'];
}

function* missing(parts: SignedParts): Generator<Mistake> {
  if (parts.permissions.length > 0) {
    yield [{ ...parts, permissions: [] }, 'It was made without the permissions, which the page sends.'];
  }
  for (const field of Object.keys(parts.fields) as (keyof SignedParts['fields'])[]) {
    const { [field]: _, ...fields } = parts.fields;
    yield [{ ...parts, fields }, `It was made without ${field}, which the page sends.`];
  }
  const names = Object.keys(parts.fields);
  if (names.length > 0) {
    yield [
      { ...parts, fields: {}, permissions: [] },
      `It is the signature of a guest, but the page also sends ${names.join(', ')}.`,
    ];
  }
}

const APOSTROPHES = ["'", '&#39;', '&#039;', '&#x27;', '&apos;'];
const QUOTES = ['&quot;', '&#34;'];

function* escaping(parts: SignedParts): Generator<Mistake> {
  const isName = (field: string): boolean => field === 'siteUserFullName';
  const escaped = 'It was made with HTML-escaped text; the page sends it as it is. Sign what is sent.';
  for (const apostrophe of APOSTROPHES) {
    for (const quote of QUOTES) {
      const escape = (text: string): string =>
        text
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll("'", apostrophe)
          .replaceAll('"', quote);
      yield [mapFields(parts, (text, field) => (isName(field) ? escape(text) : text)), escaped];
      yield [mapFields(parts, escape), escaped];
    }
  }
  const unescaped =
    'The page sends HTML-escaped text, but it was made with the text as it is. Escape nothing in what is sent.';
  yield [mapFields(parts, (text, field) => (isName(field) ? unescape(text) : text)), unescaped];
  yield [mapFields(parts, unescape), unescaped];
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#34': '"',
  '#39': "'",
  '#039': "'",
  '#x27': "'",
};

function unescape(text: string): string {
  return text.replace(/&([#\w]+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

function* normalization(parts: SignedParts): Generator<Mistake> {
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
    yield [
      mapFields(parts, (text) => text.normalize(form)),
      `It was made with text in the Unicode form ${form}; the page sends another. Sign the same string that is sent.`,
    ];
  }
}

function* blanks(parts: SignedParts): Generator<Mistake> {
  const hint = 'It was made with blanks taken out of a text; the page sends them. Sign what is sent.';
  yield [mapFields(parts, (text) => text.trim()), hint];
  yield [mapFields(parts, (text) => text.trim().replace(/\s+/g, ' ')), hint];
}

function* secret(parts: SignedParts): Generator<Mistake> {
  const { secretKey } = parts;
  const others: [string, string][] = [
    [`${secretKey}\n`, 'It was made with the secret and a line break after it.'],
    [`${secretKey} `, 'It was made with the secret and a blank after it.'],
    [`"${secretKey}"`, 'It was made with the secret in quotation marks, perhaps from a .env file.'],
    [`'${secretKey}'`, 'It was made with the secret in quotation marks, perhaps from a .env file.'],
    [secretKey.toUpperCase(), 'It was made with the secret in capitals.'],
    [secretKey.toLowerCase(), 'It was made with the secret in small letters.'],
    ['', 'It was made without the secret, which always comes last.'],
  ];
  for (const [other, hint] of others) yield [{ ...parts, secretKey: other }, hint];
}
