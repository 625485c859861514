import { ChatIntegrationError } from '../chat-integration.errors.js';
import { describeValue } from '../text/describe.js';

/** No number could be assigned to a user. */
export class UserNumberNotAssignedError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_NUMBER_NOT_ASSIGNED';

  /** @param userId the site's own id of the user, as text. */
  constructor(readonly userId: string) {
    super(
      `Expected to find a free number for user ${describeValue(userId)} but every random number was in use. Most ` +
        'likely the column chat_user_number.user_id is case-insensitive and has an id that differs only in case. ' +
        'Fix: create the table with the migration CreateChatUserNumber1767225600000.',
    );
  }
}
