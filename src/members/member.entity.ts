import type { ModerationRight } from 'nestjs-chat-integration';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { unixSeconds } from '../database/unix-seconds.js';

/** A member of the community. */
@Entity('members')
export class Member {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  /** Lower case. */
  @Index('members_login', { unique: true })
  @Column({ type: 'varchar', length: 40 })
  login!: string;

  @Column({ type: 'varchar', length: 120 })
  name!: string;

  @Column({ type: 'varchar', length: 120 })
  email!: string;

  /** Argon2id hash in the PHC string format. Only selected to verify a password. */
  @Column({ type: 'varchar', length: 200, name: 'password_hash', select: false })
  passwordHash!: string;

  /** Path of the avatar on this site. */
  @Column({ type: 'varchar', length: 120, name: 'avatar_path', nullable: true })
  avatarPath!: string | null;

  @Column({ type: 'bigint', name: 'last_login_at', nullable: true, transformer: unixSeconds })
  lastLoginAt!: Date | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  badge!: string | null;

  @Column({ type: 'varchar', length: 5 })
  role!: 'admin' | 'user';

  /** CSS colour. */
  @Column({ type: 'varchar', length: 9, name: 'name_color', nullable: true })
  nameColor!: string | null;

  /** The member's moderation rights in ChatBro. */
  @Column({ type: 'simple-array', nullable: true })
  moderation!: ModerationRight[] | null;
}
