import { createHmac, hash } from 'node:crypto';
import { mapFields, type SignedParts, signatureOfParts, textsOf } from './signed-parts.js';

type Mistake = readonly [parts: SignedParts, hint: string];
type OtherWay = readonly [signature: string, hint: string];

/**
 * Says which one of the usual mistakes explains a signature that is not that of the parts; `undefined` when
 * none does.
 *
 * @param parts what was sent, with the right domain and secret.
 * @param signature what was sent as its signature.
 * @param pageHost host and port of the page, where known.
 */
export function usualMistake(parts: SignedParts, signature: string, pageHost?: string): string | undefined {
  for (const mistakes of [
    permissions,
    domain,
    missing,
    colour,
    urls,
    escaping,
    encoding,
    normalization,
    blanks,
    secret,
  ]) {
    for (const [mistaken, hint] of mistakes(parts, pageHost)) {
      if (signatureOfParts(mistaken) === signature) return hint;
    }
  }
  for (const [made, hint] of otherWays(parts)) if (made === signature) return hint;
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

function* colour(parts: SignedParts): Generator<Mistake> {
  const sent = parts.fields.siteUserFullNameColor;
  const others = sent?.startsWith('#') ? [sent.slice(1)] : sent ? [`#${sent}`] : [];
  for (const other of [...others, sent?.toLowerCase(), sent?.toUpperCase()]) {
    if (other === undefined || other === sent) continue;
    yield [
      { ...parts, fields: { ...parts.fields, siteUserFullNameColor: other } },
      `It was made with the colour "${other}"; the page sends "${sent}". Sign what is sent.`,
    ];
  }
}

function* urls(parts: SignedParts): Generator<Mistake> {
  for (const field of ['siteUserAvatarUrl', 'siteUserProfileUrl'] as const) {
    const sent = parts.fields[field];
    if (sent === undefined) continue;
    const { siteDomain } = parts;
    // The URL without scheme and host, as far as they are the site's own.
    const path = sent.replace(/^(?:https?:)?\/\//, '').replace(siteDomain, '');
    const bases = ['', `//${siteDomain}`, `http://${siteDomain}`, `https://${siteDomain}`];
    const others = [
      sent.endsWith('/') ? sent.slice(0, -1) : `${sent}/`,
      ...['https:', 'http:', ''].map((scheme) => sent.replace(/^(?:https?:)?(?=\/\/)/, scheme)),
      ...(path.startsWith('/') ? bases.map((base) => base + path) : []),
      encodeURI(sent),
    ];
    for (const other of new Set(others)) {
      if (other === sent) continue;
      yield [
        { ...parts, fields: { ...parts.fields, [field]: other } },
        `It was made with the ${field} "${other}"; the page sends "${sent}". Sign what is sent.`,
      ];
    }
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

function* encoding(parts: SignedParts): Generator<Mistake> {
  const hint = 'It was made with text in % codes; the page sends it as it is. Sign what is sent.';
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
  for (const how of [encode, (text: string) => encode(text).replaceAll('%20', '+')]) {
    yield [mapFields(parts, (text, field) => (field === 'siteUserFullName' ? how(text) : text)), hint];
    yield [mapFields(parts, how), hint];
  }
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

/** Signatures of the right parts, put together or hashed otherwise. */
function* otherWays(parts: SignedParts): Generator<OtherWay> {
  const { siteDomain, fields, permissions: rights, secretKey } = parts;
  const texts = textsOf(parts);
  for (const delimiter of [' ', ',', ';', ':', '|', '-', '_', '&', '.', '\n']) {
    yield [
      hash('md5', texts.join(delimiter)),
      `It was made with ${JSON.stringify(delimiter)} between the fields; they are joined with nothing between.`,
    ];
  }
  for (const order of ordersOf(Object.keys(fields) as (keyof typeof fields)[])) {
    yield [
      hash('md5', [siteDomain, ...order.map((field) => fields[field]), ...rights, secretKey].join('')),
      `It was made with the fields in the order ${order.join(', ')}. They are signed in the order of the documentation, whatever that of the page.`,
    ];
  }
  const identity = texts.slice(1, -1);
  const ends: [string[], string][] = [
    [[secretKey, siteDomain, ...identity], 'It was made with the secret first; it comes last.'],
    [
      [siteDomain, secretKey, ...identity],
      'It was made with the secret right after the domain; it comes last.',
    ],
    [[...identity, siteDomain, secretKey], 'It was made with the domain after the identity; it comes first.'],
  ];
  for (const [order, hint] of ends) yield [hash('md5', order.join('')), hint];
  yield [
    createHmac('md5', secretKey).update(texts.slice(0, -1).join('')).digest('hex'),
    'It is an HMAC; it must be the plain MD5 of the text with the secret at its end.',
  ];
  for (const unit of ['latin1', 'utf16le'] as const) {
    yield [
      hash('md5', Buffer.from(texts.join(''), unit)),
      `It was made with the text in ${unit === 'latin1' ? 'Latin-1' : 'UTF-16'}; it must be in UTF-8.`,
    ];
  }
}

/** Every order of at most five fields but their own. */
function ordersOf<T>(fields: readonly T[]): T[][] {
  const permute = (left: readonly T[]): T[][] =>
    left.length < 2
      ? [[...left]]
      : left.flatMap((first, at) => permute(left.toSpliced(at, 1)).map((rest) => [first, ...rest]));
  return permute(fields).slice(1);
}
