/** Stands for the host's document, decorated with `@Schema()`; `number` is counted up by the site. */
export class Member {
  number!: number;
  displayName!: string;
  avatarUrl?: string;
  lastSeenAt?: Date;
}
