import { setTimeout as delay } from "node:timers/promises";
import type { MessageTrace } from "@postlane/contract";

const ENDED = new Set(["delivered", "bounced", "expired", "cancelled", "suppressed"]);

/**
 * Asks the api for a message until all its recipients have come to an end.
 * @param api `http://host:port`
 * @returns the story so far when that takes longer than `timeoutMs`
 * @throws Error when the api cannot tell it at all
 */
export async function waitForTrace(
  api: string,
  token: string,
  messageId: string,
  timeoutMs: number,
): Promise<MessageTrace> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const response = await fetch(`${api}/v1/messages/${messageId}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
    });
    const late = Date.now() > until;
    if (response.ok) {
      const trace = (await response.json()) as MessageTrace;
      // The attempt's record may be a moment behind the ledger.
      const told = trace.recipients.length > 0 && trace.recipients.every(({ state }) => ENDED.has(state));
      if (told || late) return trace;
    } else if (late || response.status === 401) {
      throw new Error(`the api answered ${response.status}: ${await response.text()}`);
    }
    await delay(50);
  }
}
