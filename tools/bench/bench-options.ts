export interface BenchOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  /** Processes of the ingress. */
  readonly processes: number;
  readonly workers: number;
  /** Messages of a throughput run; undefined = as the scenario says. */
  readonly count: number | undefined;
  readonly runs: number;
  /** SMTP sessions of the load. */
  readonly sessions: number;
  /** maxConnections of the rule. */
  readonly connections: number;
  readonly only: readonly string[];
  readonly logs: boolean;
  /** Options of Node for ingress and workers, for profiles. */
  readonly nodeOptions: string;
}

/** What a user did wrong, in words. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}
