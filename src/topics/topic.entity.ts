import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A discussion topic. */
@Entity('topics')
export class Topic {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 120 })
  title!: string;

  @Column({ type: 'text' })
  body!: string;
}
