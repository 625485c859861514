/** Of Mongoose's API what the recipe uses. */
interface Query<Result> extends PromiseLike<Result> {
  select(fields: string): this;
  sort(fields: string): this;
  limit(count: number): this;
  lean(): this;
}

export interface Model<Document> {
  find(filter: {
    [Field in keyof Document]?: { $in: readonly Document[Field][] } | { $regex: string; $options?: string };
  }): Query<Document[]>;
}
