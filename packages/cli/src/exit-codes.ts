/** What the command's end says to scripts; docs/cli.md tells users. */
export const EXIT = {
  ok: 0,
  /** The api refused or failed, or the mail did not arrive. */
  failure: 1,
  /** The command line, an input file or a field is not right. */
  usage: 2,
  notFound: 3,
  /** No token, a wrong one, or one that may not do this. */
  notAllowed: 4,
  /** Nothing answers, or what the api needs is away: try again later. */
  unavailable: 5,
  /** Somebody else was faster, or it exists already. */
  conflict: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
