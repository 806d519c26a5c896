import { setTimeout as sleep } from "node:timers/promises";
import type { LaneKey, Suspension } from "@postlane/mail";
import { type LaneContents, type Lanes, offerWhatIsDue } from "@postlane/queue";

export interface WakeDeps {
  readonly lanes: Pick<Lanes, "survey" | "registered" | "offerTicket" | "offerTimedTicket" | "makeDue">;
  readonly contents: Pick<LaneContents, "aside" | "dropAside">;
  readonly maxConnections: (lane: LaneKey) => number;
  /** What another suspension still stops stays at rest. */
  readonly isSuspended: (lane: LaneKey, domain?: string) => boolean;
}

/** Lanes woken together. */
const BATCH = 100;
/** Between two batches: thousands of lanes do not come back in one moment. */
const PAUSE_MS = 50;

/** Starts the mail again that rested under a suspension: lanes with mail that is due get a ticket, what was put aside is due again. */
export async function wakeLanes(deps: WakeDeps, { target }: Suspension): Promise<void> {
  switch (target.kind) {
    case "lane":
      return wake(deps, target.lane);
    case "relay":
      return wake(deps, `relay:${target.relayId}`);
    case "domain":
      await wake(deps, `direct:${target.domain}`);
      return eachLane(deps, async (lane) => {
        if (lane.startsWith("relay:")) await bringBack(deps, lane, target.domain);
      });
    case "all":
      return eachLane(deps, (lane) => wake(deps, lane));
  }
}

async function wake(deps: WakeDeps, lane: LaneKey): Promise<void> {
  if (!deps.isSuspended(lane)) await offerWhatIsDue(deps, await deps.lanes.survey(lane));
}

async function bringBack(deps: WakeDeps, lane: LaneKey, domain: string): Promise<void> {
  while (!deps.isSuspended(lane, domain)) {
    const some = await deps.contents.aside(lane, domain);
    if (some.length === 0) return;
    await Promise.all(some.map((deliveryId) => deps.lanes.makeDue(deliveryId, lane)));
    await deps.contents.dropAside(some, lane, domain);
    await wake(deps, lane);
  }
}

/** A lane that is given mail meanwhile moves to the end of the registry, and may be missed here: whoever gave it the mail has called a session. */
async function eachLane(deps: WakeDeps, work: (lane: LaneKey) => Promise<void>): Promise<void> {
  for (let offset = 0; ; offset += BATCH) {
    const batch = await deps.lanes.registered(offset, BATCH);
    await Promise.all(batch.map(({ lane }) => work(lane)));
    if (batch.length < BATCH) return;
    await sleep(PAUSE_MS);
  }
}
