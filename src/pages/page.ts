/** What is particular to a page; the layout is put around it. */
export interface Page {
  /** Plain text. */
  readonly title: string;
  /** The link of the navigation that leads here. */
  readonly section?: '/' | '/members' | '/login';
  /** HTML of the main part. */
  readonly body: string;
}
