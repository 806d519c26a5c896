import type { BenchOptions } from "./bench-options.ts";

/** What a run found; the name of a value ends in its unit. */
export type Values = Readonly<Record<string, number>>;

export interface Scenario {
  readonly about: string;
  /** Part of a run without --only. */
  readonly usual: boolean;
  /** Throughput: run in several rounds that alternate with the others. */
  readonly repeated: boolean;
  run(options: BenchOptions): Promise<Values>;
}
