/** An SMTP reply as a value (RFC 5321 section 4.2, RFC 2034 enhanced codes). Text is cleaned of control characters and cut to 2 KB. */
export interface Reply {
  /** 200 … 599 */
  readonly code: number;
  /** `X.Y.Z`; absent when the server sent none. */
  readonly enhancedCode?: string;
  /** Lines joined with "\n", without codes. */
  readonly text: string;
}

/** One line for people and logs: `450 4.2.0 Greylisted, come back later`. */
export function formatReply(reply: Reply): string {
  const text = reply.text.replaceAll("\n", " ");
  return [String(reply.code), reply.enhancedCode, text].filter(Boolean).join(" ");
}
