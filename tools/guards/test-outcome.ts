/** What a test, or the run, says of why it failed. */
export interface Complaint {
  readonly name: string;
  readonly message: string;
}

/** What became of a run of tests. */
export interface TestOutcome {
  readonly passed: number;
  /** Complaints of each test that failed. */
  readonly failed: readonly { readonly title: string; readonly complaints: readonly Complaint[] }[];
  /** Test files that could not be loaded, and errors that nobody caught. */
  readonly outside: readonly Complaint[];
}
