import type { LaneKey } from "@postlane/mail";
import type { LaneSurvey } from "./lane-survey.ts";
import type { Lanes } from "./lanes.ts";

export interface OfferDeps {
  readonly lanes: Pick<Lanes, "offerTicket" | "offerTimedTicket">;
  readonly maxConnections: (lane: LaneKey) => number;
}

/** A lane with mail that is due gets a ticket: now when it may go on, else for the moment when it may. @returns whether it got one */
export async function offerWhatIsDue({ lanes, maxConnections }: OfferDeps, survey: LaneSurvey): Promise<boolean> {
  const { lane, nowMs } = survey;
  const isDue = survey.waiting > 0 || (survey.nextDueMs !== undefined && survey.nextDueMs <= nowMs);
  if (!isDue) return false;
  const until = Math.max(survey.outage?.untilMs ?? 0, survey.pausedUntilMs ?? 0);
  if (until > nowMs) await lanes.offerTimedTicket(lane, until, 1_000);
  else await lanes.offerTicket(lane, maxConnections(lane));
  return true;
}
