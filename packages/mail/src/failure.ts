import type { Reply } from "./reply.ts";
import type { Step } from "./transcript.ts";

/**
 * What went wrong, as protocol code saw it. What follows from it is decided in decide-outcome.ts, nowhere else.
 * - site: this host (or the whole next hop) cannot be used now; says nothing about the message.
 * - message: this message was refused; the session may go on with others.
 * - recipient: one recipient was refused.
 */
export interface Failure {
  readonly scope: "site" | "message" | "recipient";
  readonly step: Step;
  readonly reply?: Reply;
  /** Always set; from the reply, else made from its code or the local cause (RFC 3463). Class 5 is permanent, all else temporary. */
  readonly enhancedCode: string;
  /** For people: what happened, with the host's name. */
  readonly detail: string;
}

/** Only class 5 is permanent; an unknown error is temporary, never a bounce. */
export function isPermanent(failure: Failure): boolean {
  return failure.enhancedCode.startsWith("5.");
}
