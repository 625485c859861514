import type { Member } from './member.schema.js';

const DOCUMENTS: readonly Member[] = [
  {
    _id: objectId('65f0c0ffee0000000000a11a'),
    number: 1,
    displayName: 'Ada Lovelace',
    lastSeenAt: new Date('2026-01-02T03:04:05Z'),
  },
  { _id: objectId('65f0c0ffee0000000000b0bb'), number: 2, displayName: 'Bob (the one)' },
];

interface Condition {
  readonly $in?: readonly unknown[];
  readonly $regex?: string;
  readonly $options?: string;
}

/** Represents the host's Mongoose model: the part of its API that the recipe uses. */
export const memberModel = {
  find(filter: Partial<Record<keyof Member, Condition>>) {
    let found = DOCUMENTS.filter((document) =>
      Object.entries(filter).every(([field, { $in, $regex, $options }]) => {
        const value = String(document[field as keyof Member]);
        return $in ? $in.map(String).includes(value) : new RegExp($regex!, $options).test(value);
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

function objectId(text: string): Member['_id'] {
  return { toString: () => text };
}
