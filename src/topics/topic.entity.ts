import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that the community talks about. */
@Entity('topics')
export class Topic {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 120 })
  title!: string;

  @Column({ type: 'text' })
  body!: string;
}
