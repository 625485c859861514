import { isPlainObject } from '../../text/describe.js';
import type { ChatNotification } from './chat-notification-handler.js';

const MAX_EMAIL_LENGTH = 254;
const MAX_TITLE_LENGTH = 300;
const MAX_BODY_LENGTH = 5_000;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL_EXCEPT_BREAKS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const EMAIL = /^[^\s@<>"',;:()[\]\\]{1,64}@[^\s@<>"',;:()[\]\\]{1,253}$/;

/** Reads the form of a notification; `undefined` if a field is missing, too long or not usable. */
export function readNotification(form: unknown): ChatNotification | undefined {
  if (!isPlainObject(form)) return undefined;
  const { email_to: email, title, body } = form;
  if (!isText(email, MAX_EMAIL_LENGTH, CONTROL) || !EMAIL.test(email)) return undefined;
  if (!isText(title, MAX_TITLE_LENGTH, CONTROL) || !isText(body, MAX_BODY_LENGTH, CONTROL_EXCEPT_BREAKS)) {
    return undefined;
  }
  return { email, title, body };
}

function isText(value: unknown, maxLength: number, refused: RegExp): value is string {
  return (
    typeof value === 'string' && value.length <= maxLength && value.isWellFormed() && !refused.test(value)
  );
}
