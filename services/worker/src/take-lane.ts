import type { LaneKey } from "@postlane/mail";
import { laneTarget } from "./lane-target.ts";
import { type Session, stopSession } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

let sessionNumber = 0;

/** Takes the lane's connection lease, or leaves what will bring a session back when one can be had; a suspended lane is woken when that ends. */
export async function takeLane(deps: SessionDeps, lane: LaneKey): Promise<Session | undefined> {
  if (deps.suspensions.of(lane)) return undefined;
  if (!(await deps.lanes.needsConnection(lane))) {
    await deps.lanes.lookAgainSoon(lane);
    return undefined;
  }
  const { domainRules: rules, relays } = deps.settings();
  const target = laneTarget(lane, { rules, relays, ehloName: deps.ehloName, directPort: deps.directPort });
  const id = `${deps.workerId}:${++sessionNumber}`;
  const issuedAt = performance.now();
  const answer = await deps.laneLimits.takeLease(lane, target.pace.maxConnections, id);
  switch (answer.kind) {
    case "full":
      return undefined;
    case "unsettled":
      await deps.lanes.offerTimedTicket(lane, answer.untilMs, 100);
      return undefined;
    case "outage":
      await deps.lanes.offerTimedTicket(lane, answer.untilMs, 1_000);
      return undefined;
    case "granted": {
      const session: Session = {
        id,
        lane,
        target,
        startedAtMs: performance.now(),
        outages: answer.outages,
        streak: answer.streak,
        leaseValidUntil: issuedAt + deps.keeper.leaseMs,
        claims: new Set(),
        reconnectsAtStart: deps.reconnects(),
        launched: 0,
        inBurst: new Set(),
        abort: new AbortController(),
      };
      deps.keeper.add(session);
      if (deps.stopping.aborted) stopSession(session, "shutdown");
      // Whoever stops sessions did not know of this one yet.
      if (deps.suspensions.of(lane)) stopSession(session, "suspended");
      return session;
    }
  }
}
