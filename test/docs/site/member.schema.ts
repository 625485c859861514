/** Represents Mongoose's `Types.ObjectId`. */
interface ObjectId {
  toString(): string;
}

/** Represents the host's document, decorated with `@Schema()`; the site assigns `number` when a member joins. */
export class Member {
  _id!: ObjectId;
  number!: number;
  displayName!: string;
  avatarUrl?: string;
  lastSeenAt?: Date;
}
