import { createHmac } from 'node:crypto';
import { md5, TEXT_FIELDS, type ChatBroTextField } from 'nestjs-chat-integration/protocol';
import {
  computeSignature,
  mapFields,
  MAX_EXAMINED_LENGTH,
  signedTexts,
  type SignedParts,
} from './signed-parts.js';

/** The signature that results from a mistake, and a hint about the mistake. */
type Mistake = readonly [signature: string, hint: string];

const SIGN_WHAT_IS_SENT = 'Sign exactly what is sent.';

/**
 * Finds the common mistake that explains a wrong signature.
 *
 * @param parts what was sent, with the correct domain and secret.
 * @param signature the signature that was sent.
 * @param pageHost host and port of the page, if known.
 * @returns a hint whose subject is the signature, or `undefined` if no common mistake explains it.
 */
export function findCommonMistake(
  parts: SignedParts,
  signature: string,
  pageHost?: string,
): string | undefined {
  if (signedTexts(parts).join('').length > MAX_EXAMINED_LENGTH) return undefined;
  for (const mistakes of [
    permissions,
    domain,
    missingFields,
    colour,
    urls,
    htmlEscaping,
    percentEncoding,
    normalization,
    spaces,
    secret,
    separators,
    orderOfFields,
    orderOfParts,
    otherAlgorithms,
  ]) {
    for (const [mistaken, hint] of mistakes(parts, pageHost)) if (mistaken === signature) return hint;
  }
  return undefined;
}

function* permissions(parts: SignedParts): Generator<Mistake> {
  const sent = parts.permissions;
  if (sent.length === 0) return;
  const unique = [...new Set(sent)];
  for (const order of [sent.toReversed(), sent.toSorted(), unique, unique.toSorted()]) {
    yield [
      computeSignature({ ...parts, permissions: order }),
      `It was computed with the permissions in the order ${order.join(', ')}, but the page sends ${sent.join(', ')}. ${SIGN_WHAT_IS_SENT}`,
    ];
  }
  yield [
    computeSignature({ ...parts, permissions: [sent.join(',')] }),
    'It was computed with commas between the permissions. Join them without a separator.',
  ];
}

function* domain(parts: SignedParts, pageHost: string | undefined): Generator<Mistake> {
  const { siteDomain } = parts;
  const hosts = [
    siteDomain,
    ...(pageHost ? [pageHost, pageHost.replace(/:\d+$/, '')] : []),
    ...['3000', '8080', '80', '443'].map((port) => `${siteDomain}:${port}`),
    `www.${siteDomain}`,
    siteDomain.replace(/^www\./, ''),
  ];
  const domains = hosts.flatMap((host) =>
    ['', 'http://', 'https://'].flatMap((scheme) => [`${scheme}${host}`, `${scheme}${host}/`]),
  );
  for (const other of new Set(domains)) {
    yield [
      computeSignature({ ...parts, siteDomain: other }),
      `It was computed with the domain "${other}", but the page sends "${siteDomain}". Sign the bare host: no scheme, port or path.`,
    ];
  }
  yield [
    computeSignature({ ...parts, siteDomain: '' }),
    'It was computed without the domain. Sign the domain first.',
  ];
}

function* missingFields(parts: SignedParts): Generator<Mistake> {
  if (parts.permissions.length > 0) {
    yield [
      computeSignature({ ...parts, permissions: [] }),
      'It was computed without the permissions, but the page sends them.',
    ];
  }
  const names = fieldNames(parts);
  for (const name of names) {
    const { [name]: _, ...fields } = parts.fields;
    yield [computeSignature({ ...parts, fields }), `It was computed without ${name}, but the page sends it.`];
  }
  if (names.length > 0) {
    yield [
      computeSignature({ ...parts, fields: {}, permissions: [] }),
      `It is the signature of a guest, but the page also sends ${names.join(', ')}.`,
    ];
  }
}

function* colour(parts: SignedParts): Generator<Mistake> {
  const sent = parts.fields.siteUserFullNameColor;
  if (sent === undefined) return;
  const otherHash = sent.startsWith('#') ? sent.slice(1) : `#${sent}`;
  yield* otherTexts(parts, 'siteUserFullNameColor', [otherHash, sent.toLowerCase(), sent.toUpperCase()]);
}

function* urls(parts: SignedParts): Generator<Mistake> {
  const { siteDomain } = parts;
  for (const field of ['siteUserAvatarUrl', 'siteUserProfileUrl'] as const) {
    const sent = parts.fields[field];
    if (sent === undefined) continue;
    // Without scheme and host, if they are the site's own.
    const path = sent.replace(/^(?:https?:)?\/\//, '').replace(siteDomain, '');
    const bases = ['', `//${siteDomain}`, `http://${siteDomain}`, `https://${siteDomain}`];
    yield* otherTexts(parts, field, [
      sent.endsWith('/') ? sent.slice(0, -1) : `${sent}/`,
      ...['https:', 'http:', ''].map((scheme) => sent.replace(/^(?:https?:)?(?=\/\/)/, scheme)),
      ...(path.startsWith('/') ? bases.map((base) => base + path) : []),
      encodeURI(sent.toWellFormed()),
    ]);
  }
}

/** Mistakes in which one field was signed with another text. */
function* otherTexts(
  parts: SignedParts,
  field: ChatBroTextField,
  texts: readonly string[],
): Generator<Mistake> {
  for (const text of texts) {
    yield [
      computeSignature({ ...parts, fields: { ...parts.fields, [field]: text } }),
      `It was computed with the ${field} "${text}", but the page sends "${parts.fields[field]}". ${SIGN_WHAT_IS_SENT}`,
    ];
  }
}

/** Mistakes in which the name, or every text field, was changed before it was signed. */
function* changedTexts(
  parts: SignedParts,
  change: (text: string) => string,
  hint: string,
): Generator<Mistake> {
  const onlyName = mapFields(parts, (text, field) => (field === 'siteUserFullName' ? change(text) : text));
  yield [computeSignature(onlyName), hint];
  yield [computeSignature(mapFields(parts, change)), hint];
}

function* htmlEscaping(parts: SignedParts): Generator<Mistake> {
  for (const apostrophe of ["'", '&#39;', '&#039;', '&#x27;', '&apos;']) {
    for (const quote of ['&quot;', '&#34;']) {
      const entities: Readonly<Record<string, string>> = {
        '&': '&amp;',
        '<': '&lt;',
        '>': '&gt;',
        "'": apostrophe,
        '"': quote,
      };
      yield* changedTexts(
        parts,
        (text) => text.replace(/[&<>'"]/g, (character) => entities[character]!),
        `It was computed over HTML-escaped text, but the page sends plain text. ${SIGN_WHAT_IS_SENT}`,
      );
    }
  }
  yield* changedTexts(
    parts,
    (text) => text.replace(/&([#\w]+);/g, (entity, name: string) => CHARACTERS[name] ?? entity),
    'It was computed over plain text, but the page sends HTML-escaped text. Do not escape what is sent.',
  );
}

const CHARACTERS: Readonly<Record<string, string>> = {
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

function* percentEncoding(parts: SignedParts): Generator<Mistake> {
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
  for (const change of [encode, (text: string) => encode(text).replaceAll('%20', '+')]) {
    yield* changedTexts(
      parts,
      change,
      `It was computed over percent-encoded text, but the page sends plain text. ${SIGN_WHAT_IS_SENT}`,
    );
  }
}

function* normalization(parts: SignedParts): Generator<Mistake> {
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
    yield* changedTexts(
      parts,
      (text) => text.normalize(form),
      `It was computed over text in the Unicode form ${form}, but the page sends another form. ${SIGN_WHAT_IS_SENT}`,
    );
  }
}

function* spaces(parts: SignedParts): Generator<Mistake> {
  const hint = `It was computed over text in which spaces were removed, but the page sends them. ${SIGN_WHAT_IS_SENT}`;
  yield* changedTexts(parts, (text) => text.trim(), hint);
  yield* changedTexts(parts, (text) => text.trim().replace(/\s+/g, ' '), hint);
}

function* secret(parts: SignedParts): Generator<Mistake> {
  const { secretKey } = parts;
  const quoted = 'It was computed with the secret in quotation marks, perhaps from a .env file.';
  const others: [secretKey: string, hint: string][] = [
    [`${secretKey}\n`, 'It was computed with a line break after the secret.'],
    [`${secretKey} `, 'It was computed with a space after the secret.'],
    [`"${secretKey}"`, quoted],
    [`'${secretKey}'`, quoted],
    [secretKey.toUpperCase(), 'It was computed with the secret in upper case.'],
    [secretKey.toLowerCase(), 'It was computed with the secret in lower case.'],
    ['', 'It was computed without the secret. Sign the secret last.'],
  ];
  for (const [other, hint] of others) yield [computeSignature({ ...parts, secretKey: other }), hint];
}

function* separators(parts: SignedParts): Generator<Mistake> {
  for (const separator of [' ', ',', ';', ':', '|', '-', '_', '&', '.', '\n']) {
    yield [
      md5(signedTexts(parts).join(separator)),
      `It was computed with ${JSON.stringify(separator)} between the fields. Join them without a separator.`,
    ];
  }
}

function* orderOfFields(parts: SignedParts): Generator<Mistake> {
  const { siteDomain, fields, secretKey } = parts;
  for (const order of permutations(fieldNames(parts))) {
    const texts = [siteDomain, ...order.map((name) => fields[name]), ...parts.permissions, secretKey];
    yield [
      md5(texts.join('')),
      `It was computed over the fields in the order ${order.join(', ')}. Sign them in the documented order, regardless of the order in which the page sends them.`,
    ];
  }
}

function* orderOfParts(parts: SignedParts): Generator<Mistake> {
  const { siteDomain, secretKey } = parts;
  const identity = signedTexts(parts).slice(1, -1);
  const orders: [texts: string[], hint: string][] = [
    [[secretKey, siteDomain, ...identity], 'It was computed with the secret first. Sign the secret last.'],
    [
      [siteDomain, secretKey, ...identity],
      'It was computed with the secret directly after the domain. Sign the secret last.',
    ],
    [
      [...identity, siteDomain, secretKey],
      'It was computed with the domain after the identity. Sign the domain first.',
    ],
  ];
  for (const [texts, hint] of orders) yield [md5(texts.join('')), hint];
}

function* otherAlgorithms(parts: SignedParts): Generator<Mistake> {
  const texts = signedTexts(parts);
  yield [
    createHmac('md5', parts.secretKey).update(texts.slice(0, -1).join('')).digest('hex'),
    'It is an HMAC. Compute the MD5 of the text followed by the secret.',
  ];
  for (const [encoding, name] of [
    ['latin1', 'Latin-1'],
    ['utf16le', 'UTF-16'],
  ] as const) {
    yield [
      md5(Buffer.from(texts.join(''), encoding)),
      `It was computed over text encoded in ${name}. Encode the text in UTF-8.`,
    ];
  }
}

function fieldNames({ fields }: SignedParts): ChatBroTextField[] {
  return TEXT_FIELDS.filter((name) => fields[name] !== undefined);
}

/** Lists every order of at most five values. */
function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((first, at) => permutations(values.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}
