import type { Member } from './member.schema.js';

const DOCUMENTS: readonly Member[] = [
  { number: 1, displayName: 'Ada Lovelace', lastSeenAt: new Date('2026-01-02T03:04:05Z') },
  { number: 2, displayName: 'Bob (the one)' },
];

interface Condition {
  readonly $in?: readonly unknown[];
  readonly $regex?: string;
  readonly $options?: string;
}

/** Stands for the host's Mongoose model: of its API what the recipe uses. */
export const memberModel = {
  find(filter: Partial<Record<keyof Member, Condition>>) {
    let found = DOCUMENTS.filter((document) =>
      Object.entries(filter).every(([field, { $in, $regex, $options }]) => {
        const value = document[field as keyof Member];
        return $in ? $in.includes(value) : new RegExp($regex!, $options).test(String(value));
      }),
    );
    const query = {
      select: () => query,
      sort: () => query,
      lean: () => query,
      limit(count: number) {
        found = found.slice(0, count);
        return query;
      },
      // oxlint-disable-next-line unicorn/no-thenable -- a query of Mongoose is awaited
      then: (resolve: (documents: readonly Member[]) => unknown) => Promise.resolve(found).then(resolve),
    };
    return query;
  },
};
