/** One place of the product and what stands there when the guard is taken away. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** Which tests to run. */
export interface Tests {
  readonly files: readonly string[];
  /** Vitest's `-t`: a regular expression over the titles. */
  readonly pattern?: string;
}

/** A guard that is taken away: its tests pass with it and fail without it. */
export interface Guard extends Tests {
  /** The row of docs/hazards.md: `S5`, `CVE-2011-0411`. */
  readonly hazard: string;
  /** What is taken away, in a few words. */
  readonly what: string;
  /** Several where one alone shows nothing, as the others hold. */
  readonly edits: readonly Edit[];
}

/** Tests that show a weakness not to be there, where Postlane has no guard that could be taken away. */
export interface Shown extends Tests {
  readonly hazard: string;
  readonly what: string;
}

/** A place where no test is possible, or needed. */
export interface Told {
  readonly hazard: string;
  readonly what: string;
  readonly because: string;
}

export type Entry = Guard | Shown | Told;

/** Shorthand for the tables: a guard of one place. */
export function edit(file: string, find: string, replace: string): { readonly edits: readonly Edit[] } {
  return { edits: [{ file, find, replace }] };
}
