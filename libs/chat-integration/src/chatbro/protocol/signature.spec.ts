import { describe, expect, it } from 'vitest';
import vectors from '../../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { signedText, type ChatBroIdentity } from './identity.js';
import { md5, signatureOf } from './signature.js';

describe('md5', () => {
  it('hashes text as UTF-8, and bytes', () => {
    expect(md5('')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(md5('é')).toBe(md5(Uint8Array.of(0xc3, 0xa9)));
  });
});

describe('signatureOf', () => {
  it.each(vectors.signatures)(
    'computes the vector $id',
    ({ siteDomain, secretKey, signature, ...fields }) => {
      expect(signatureOf(siteDomain, signedText(fields as ChatBroIdentity), secretKey)).toBe(signature);
    },
  );

  it.each(vectors.ambiguous)('computes the same signature for both identities of $id', (vector) => {
    const { siteDomain, readings, secretKey, signature } = vector;
    const signatures = readings.map((reading) =>
      signatureOf(siteDomain, signedText(reading as ChatBroIdentity), secretKey),
    );
    expect(new Set(signatures)).toEqual(new Set([signature]));
  });
});
