/** The part of Mongoose's API that the recipe uses. */
interface Query<Result> extends PromiseLike<Result> {
  select(fields: string): this;
  sort(fields: string): this;
  limit(count: number): this;
  lean(): this;
}

type Filter<Document> = {
  [Field in keyof Document]?: { $in: readonly Document[Field][] } | { $regex: string; $options?: string };
};

export interface Model<Document> {
  /** As in Mongoose, ids are also given as text. */
  find(filter: Filter<Omit<Document, '_id'> & { _id: string }>): Query<Document[]>;
}
