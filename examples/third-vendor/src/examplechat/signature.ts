import { createHmac } from 'node:crypto';
import type { ExampleChatUser } from '../browser/examplechat.js';

/** ExampleChat's signature: lower-case hex HMAC-SHA256 over the user as JSON (`protocol/examplechat.md` section 1). */
export function signatureOf(user: ExampleChatUser, secretKey: string): string {
  return createHmac('sha256', secretKey)
    .update(JSON.stringify([user.id, user.name]))
    .digest('hex');
}
