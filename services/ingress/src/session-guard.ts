import type { IngressLimits } from "./limits.ts";
import type { IngressConnection } from "./smtp/ingress-connection.ts";

const LOOK_EVERY_MS = 1_000;

/**
 * Ends sessions that hold on without getting anywhere: a byte now and then restarts the library's idle clock, and there is no other (hazard S10).
 * One look a second at all sessions costs less than timers of each.
 */
export function guardSessions(
  connections: () => Iterable<IngressConnection>,
  limits: IngressLimits,
  now: () => number,
): { stop(): void } {
  const timer = setInterval(() => {
    const nowMs = now();
    for (const connection of connections()) {
      if (isOverdue(connection, limits, nowMs)) connection.giveUp();
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** What the guard needs to know of a session. */
export type GuardedSession = Pick<
  IngressConnection,
  "committing" | "incoming" | "upgrading" | "repliedAtMs" | "productiveAtMs" | "waitsForUs"
>;

/** Whether a session has used up its time. While it waits for us it never has. */
export function isOverdue(session: GuardedSession, limits: IngressLimits, nowMs: number): boolean {
  if (session.committing || session.waitsForUs) return false;
  if (session.upgrading) return nowMs - session.repliedAtMs > limits.handshakeMs;
  const { incoming } = session;
  if (incoming) {
    const allowedMs = limits.contentMs + (incoming.content.bytes / limits.contentBytesPerSecond) * 1_000;
    return nowMs - incoming.startedAtMs > allowedMs;
  }
  return nowMs - session.repliedAtMs > limits.commandMs || nowMs - session.productiveAtMs > limits.unproductiveMs;
}
