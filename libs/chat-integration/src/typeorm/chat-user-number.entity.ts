import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { MAX_USER_ID_LENGTH } from '../users/user-id.js';

/**
 * The ImbaChat number of a user, for sites whose ids ImbaChat does not accept; see {@link typeOrmUserNumbers}.
 * Create its table with {@link CreateChatUserNumber1767225600000}.
 *
 * Never delete a row, not even when its user is deleted: another user could get the number, and the chat would show
 * them the dialogs of the deleted user. For this reason the table has no foreign key.
 */
@Entity('chat_user_number')
export class ChatUserNumber {
  /** The user's number in ImbaChat, from 1 to 999,999,999. */
  @PrimaryColumn({ name: 'number', type: 'integer' })
  number!: number;

  /** The site's own id of the user, as text. */
  @Index('chat_user_number_user_id', { unique: true })
  @Column({ name: 'user_id', type: 'varchar', length: MAX_USER_ID_LENGTH })
  userId!: string;
}
