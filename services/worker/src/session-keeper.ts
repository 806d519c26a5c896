import type { BurstLimits, LaneLimits, SiteLimits } from "@postlane/limits";
import type { LaneKey } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import { admits } from "./admission.ts";
import { type Session, type StopReason, stopSession } from "./session.ts";

/** Keeps alive what the sessions of this worker hold while slow servers answer: leases, claims, places in a burst. */
export interface SessionKeeper {
  /** Takes one of this worker's places for a session on the lane. @returns false when the lane has its share, or there is none */
  admit(lane: LaneKey): boolean;
  /** Gives back what `admit` gave. */
  release(lane: LaneKey): void;
  /** Renews everything now: Redis was away. */
  renewAll(): void;
  add(session: Session): void;
  remove(session: Session): void;
  readonly leaseMs: number;
  count(): number;
  /** Whether a session may wait for mail without keeping others from working. */
  hasRoom(): boolean;
  stopAll(reason: StopReason, which?: (session: Session) => boolean): void;
  /** Resolves when no place is taken, or after `timeoutMs`. @returns places still taken */
  drained(timeoutMs: number): Promise<number>;
  close(): void;
}

/** A lane that found no place at all comes again within a second: so long nobody keeps one for doing nothing. */
const REFUSED_MS = 2_000;

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
  const renewing = new Set<Session>();
  let places = 0;
  let refusedAt = -Infinity;
  const timer = setInterval(renewAll, leaseMs / 4);
  let lookedAt = performance.now();

  /** A Redis that is slow or away is asked again only when it has answered: what is not renewed in time runs out here, too. */
  function renewAll(): void {
    const now = performance.now();
    const stoodStill = now - lookedAt > leaseMs * 0.75;
    lookedAt = now;
    const until = now + leaseMs;
    for (const session of sessions) {
      if (renewing.has(session)) continue;
      // This process was stopped, and its work is elsewhere by now.
      if (stoodStill && now >= session.leaseValidUntil) {
        stopSession(session, "lease lost");
        continue;
      }
      renewing.add(session);
      void renew(session, until)
        .catch(options.onError)
        .finally(() => renewing.delete(session));
    }
  }

  async function renew(session: Session, leaseUntil: number): Promise<void> {
    // What surely held a moment ago may come back if Redis has lost it.
    const rejoinUpTo = performance.now() < session.leaseValidUntil ? session.target.pace.maxConnections : 0;
    const kept = await Promise.all([
      laneLimits.renewLease(session.lane, session.id, rejoinUpTo),
      session.site === undefined ? true : siteLimits.renewLease(session.site, session.id, rejoinUpTo),
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
    admit(lane) {
      const ofLane = perLane.get(lane) ?? 0;
      if (!admits(ofLane, places, options.sessions)) {
        if (ofLane === 0) refusedAt = performance.now();
        return false;
      }
      perLane.set(lane, ofLane + 1);
      places++;
      return true;
    },
    release(lane) {
      const left = perLane.get(lane)! - 1;
      if (left === 0) perLane.delete(lane);
      else perLane.set(lane, left);
      places--;
    },
    renewAll,
    add: (session) => void sessions.add(session),
    remove: (session) => void sessions.delete(session),
    leaseMs,
    count: () => sessions.size,
    hasRoom: () => sessions.size < options.sessions * 0.75 && performance.now() - refusedAt > REFUSED_MS,
    stopAll(reason, which = () => true) {
      for (const session of sessions) if (which(session)) stopSession(session, reason);
    },
    async drained(timeoutMs) {
      const until = performance.now() + timeoutMs;
      while (places > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
      return places;
    },
    close: () => clearInterval(timer),
  };
}
