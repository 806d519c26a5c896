import type { Intake, Pressure } from "@postlane/intake";
import type { MessageQuota } from "@postlane/limits";
import type { Logger, SparingLog } from "@postlane/runtime";
import type { Authenticator } from "../auth/authenticator.ts";
import type { IngressLimits } from "../limits.ts";
import type { IngressMetrics } from "../metrics.ts";
import type { Policy } from "../policy.ts";

/** What every session of a process shares. */
export interface IngressContext {
  /** Our name in the greeting, EHLO and `by` of Received. */
  readonly hostname: string;
  readonly inlineMaxBytes: number;
  readonly limits: IngressLimits;
  readonly policy: Policy;
  readonly authenticator: Authenticator;
  readonly quota: MessageQuota;
  readonly intake: Intake;
  readonly pressure: Pressure;
  readonly logger: Logger;
  /** For what an outage or a full queue would say once for each message. */
  readonly sparing: SparingLog;
  readonly metrics: IngressMetrics;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Set when shutdown begins: no new transaction. */
  draining: boolean;
}
