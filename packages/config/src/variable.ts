/** One environment variable: what it is for, how its text becomes a value, and what holds when it is not set. */
export interface Variable<T> {
  readonly name: string;
  /** For docs/configuration.md: one or two sentences. */
  readonly description: string;
  /** How the default reads in the documentation. */
  readonly defaultText: string;
  /** Its value is never shown, neither in errors nor in logs. */
  readonly secret?: boolean;
  /** @throws Error whose message completes "…: write " */
  readonly parse: (text: string) => T;
  readonly fallback: (dataDir: string) => T;
}

export function variable<T>(definition: Variable<T>): Variable<T> {
  return definition;
}
