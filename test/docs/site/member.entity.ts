import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The entity of the README's host. */
@Entity()
export class Member {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'varchar', length: 100 })
  displayName!: string;

  @Column({ type: 'varchar', length: 200, nullable: true })
  avatarUrl!: string | null;
}
