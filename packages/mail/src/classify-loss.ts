import type { Failure } from "./failure.ts";
import type { Step } from "./transcript.ts";

/** How a connection ended without the reply that was waited for. */
export interface Loss {
  /**
   * closed: the server closed it · error: the network did · timeout: the step took too long · protocol: the server's answer
   * was no SMTP reply · aborted: we ended it ourselves.
   */
  readonly kind: "closed" | "error" | "timeout" | "protocol" | "aborted";
  /** `ECONNRESET`, `no answer within 300 s`, `not a reply: "2xx"`. */
  readonly detail: string;
}

/**
 * A connection lost at a step. Always temporary. Before the content began it says nothing about the message (site); from
 * the content on it concerns the message, which may be what the server cannot bear (RFC 5321 section 3.8, Postfix `smtp_stream_except`).
 */
export function classifyLoss(loss: Loss, step: Step, host: string): Failure {
  return {
    scope: step === "data-end" ? "message" : "site",
    step,
    enhancedCode: enhancedCodeOfLoss(loss, step),
    detail: `${host}: ${loss.detail} (at step ${step})`,
  };
}

/** RFC 3463: X.4.1 no answer from host, X.4.2 bad connection, X.5.0 protocol, X.7.5 cryptographic failure, X.3.2 we stopped. */
function enhancedCodeOfLoss(loss: Loss, step: Step): string {
  if (loss.kind === "protocol") return "4.5.0";
  if (loss.kind === "aborted") return "4.3.2";
  if (loss.kind === "error" && step === "starttls") return "4.7.5";
  return step === "connect" ? "4.4.1" : "4.4.2";
}
