import { describe, expect, it } from 'vitest';
import vectors from '../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { signedText, type ChatBroIdentity } from './identity.js';
import { signatureOf } from './signature.js';

describe('signatureOf', () => {
  it.each(vectors.signatures)('makes the vector $id', ({ siteDomain, secretKey, signature, ...fields }) => {
    expect(signatureOf(siteDomain, signedText(fields as ChatBroIdentity), secretKey)).toBe(signature);
  });

  it.each(vectors.ambiguous)('makes one signature of the readings of $id', (vector) => {
    const { siteDomain, readings, secretKey, signature } = vector;
    const signatures = readings.map((reading) =>
      signatureOf(siteDomain, signedText(reading as ChatBroIdentity), secretKey),
    );
    expect(new Set(signatures)).toEqual(new Set([signature]));
  });
});
