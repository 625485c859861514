import {
  ChildEntity,
  Column,
  DeleteDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  type Relation,
} from 'typeorm';

/** `#rrggbb` in the entity, without the `#` in the database. */
const colour = {
  to: (value: string | null) => value?.slice(1) ?? null,
  from: (value: string | null) => (value === null ? null : `#${value}`),
};

@Entity()
export class Team {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'varchar', length: 40 })
  title!: string;
}

export class Profile {
  @Column({ type: 'varchar', length: 200, nullable: true })
  avatar!: string | null;

  @Column({ type: 'varchar', length: 6, nullable: true, transformer: colour })
  colour!: string | null;
}

@Entity()
export class Member {
  @PrimaryColumn({ type: 'bigint' })
  id!: string;

  @Column({ name: 'display_name', type: 'varchar', length: 100 })
  displayName!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  nickname!: string | null;

  @Column({ type: 'varchar', length: 100 })
  slug!: string;

  @Column({ type: 'varchar', length: 100, select: false })
  passwordHash!: string;

  @Column({ type: Date, precision: 3, nullable: true })
  lastSeenAt!: Date | null;

  @Column({ type: Boolean })
  isModerator!: boolean;

  @Column({ type: 'simple-json', nullable: true })
  permissions!: { send_files: boolean } | null;

  @Column(() => Profile)
  profile!: Profile;

  @ManyToOne(() => Team, { nullable: true })
  @JoinColumn()
  team!: Relation<Team> | null;

  @DeleteDateColumn({ type: Date })
  deletedAt!: Date | null;
}

/** Numbers in the entity, text such as `m42` in the database. */
@Entity()
export class Coded {
  @PrimaryColumn({
    type: 'varchar',
    length: 20,
    transformer: { to: (id: number) => `m${id}`, from: (text: string) => Number(text.slice(1)) },
  })
  id!: number;

  @Column({ type: 'varchar', length: 100 })
  name!: string;
}

/** Ids that are text of any kind. */
@Entity()
export class Texted {
  @PrimaryColumn({ type: 'varchar', length: 50 })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;
}

@Entity()
export class Uuided {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;
}

/** UUIDs, without hyphens in the database. */
@Entity()
export class Compact {
  @PrimaryColumn({
    type: 'varchar',
    length: 32,
    transformer: {
      to: (id: string) => id.replaceAll('-', ''),
      from: (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    },
  })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;
}

/** Integers of 64 bits. */
@Entity()
export class Snowflake {
  @PrimaryColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;
}

@Entity()
@TableInheritance({ column: { name: 'kind', type: 'varchar', length: 20 } })
export class Person {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  @Column({ type: 'varchar', length: 100 })
  name!: string;
}

@ChildEntity()
export class Employee extends Person {}

@ChildEntity()
export class Customer extends Person {}
