import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The number that a member has in the chat, for sites whose ids are no {@link UserId}. Register it with the data
 * source of the members, and make its table with {@link CreateChatUserNumber1767225600000}.
 *
 * Rows are for ever: delete none, not even with the member, or the number could be given to somebody else, whose
 * dialogs the chat would then show. So the table refers to no other.
 */
@Entity('chat_user_number')
export class ChatUserNumber {
  /** The member's id in the chat, from 1 to 999,999,999. */
  @PrimaryColumn({ name: 'number', type: 'integer' })
  number!: number;

  /** The member's own id, as text. */
  @Index('chat_user_number_member_id', { unique: true })
  @Column({ name: 'member_id', type: 'varchar', length: 255 })
  memberId!: string;
}
