import type { BurstLimits, LaneLimits, SiteLimits } from "@postlane/limits";
import type { LaneKey } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import { type Session, type StopReason, stopSession } from "./session.ts";

/** Keeps alive what the sessions of this worker hold while slow servers answer: leases, claims, places in a burst. */
export interface SessionKeeper {
  add(session: Session): void;
  remove(session: Session): void;
  readonly leaseMs: number;
  count(): number;
  /** Whether a session may wait for mail without keeping others from working. */
  hasRoom(): boolean;
  countOf(lane: LaneKey): number;
  stopAll(reason: StopReason, which?: (session: Session) => boolean): void;
  /** Resolves when no session is left, or after `timeoutMs`. @returns sessions still there */
  drained(timeoutMs: number): Promise<number>;
  close(): void;
}

export interface SessionKeeperOptions {
  readonly lanes: Lanes;
  readonly laneLimits: LaneLimits;
  readonly siteLimits: SiteLimits;
  readonly burstLimits: BurstLimits;
  readonly leaseMs: number;
  /** Sessions this worker may have. */
  readonly sessions: number;
  readonly onError: (error: Error) => void;
}

export function createSessionKeeper(options: SessionKeeperOptions): SessionKeeper {
  const { lanes, laneLimits, siteLimits, burstLimits, leaseMs } = options;
  const sessions = new Set<Session>();
  const perLane = new Map<LaneKey, number>();
  const timer = setInterval(renewAll, leaseMs / 4);

  function renewAll(): void {
    const soon = performance.now() + leaseMs;
    for (const session of sessions) void renew(session, soon).catch(options.onError);
  }

  async function renew(session: Session, leaseUntil: number): Promise<void> {
    const kept = await Promise.all([
      laneLimits.renewLease(session.lane, session.id),
      session.site === undefined ? true : siteLimits.renewLease(session.site, session.id),
      ...[...session.inBurst].map((deliveryId) => burstLimits.renew(session.lane, deliveryId)),
      ...[...session.claims].map((claim) => extend(session, claim)),
    ]);
    if (kept[0] && kept[1]) session.leaseValidUntil = leaseUntil;
    else if (sessions.has(session)) stopSession(session, "lease lost");
  }

  /** A claim that is lost while it is still wanted: whoever has it now asks the ledger, we must not send. */
  async function extend(session: Session, claim: Parameters<Lanes["extend"]>[0]): Promise<boolean> {
    const held = await lanes.extend(claim);
    if (held || !session.claims.has(claim)) return true;
    claim.validUntil = 0;
    stopSession(session, "lease lost");
    return false;
  }

  return {
    add(session) {
      sessions.add(session);
      perLane.set(session.lane, (perLane.get(session.lane) ?? 0) + 1);
    },
    remove(session) {
      if (!sessions.delete(session)) return;
      const left = perLane.get(session.lane)! - 1;
      if (left === 0) perLane.delete(session.lane);
      else perLane.set(session.lane, left);
    },
    leaseMs,
    count: () => sessions.size,
    hasRoom: () => sessions.size < options.sessions * 0.75,
    countOf: (lane) => perLane.get(lane) ?? 0,
    stopAll(reason, which = () => true) {
      for (const session of sessions) if (which(session)) stopSession(session, reason);
    },
    async drained(timeoutMs) {
      const until = performance.now() + timeoutMs;
      while (sessions.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
      return sessions.size;
    },
    close: () => clearInterval(timer),
  };
}
