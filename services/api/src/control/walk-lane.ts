import type { Action } from "@postlane/control";
import type { LaneKey } from "@postlane/mail";
import type { LaneContents, LanePart, LaneSurvey } from "@postlane/queue";
import type { WalkPart } from "./walk.ts";

type Phase = "delayed" | "waiting" | "active" | "held";

/** Where in a lane lies what an action can do something about, in the order in which deliveries pass: delayed, due, in a session's hand. */
const PHASES: Readonly<Record<Action["kind"], readonly Phase[]>> = {
  retry: ["delayed"],
  cancel: ["delayed", "waiting", "active", "held"],
  hold: ["delayed", "waiting", "active"],
  move: ["delayed", "waiting", "active"],
  release: ["held"],
  assume_delivered: ["held"],
};

/** What slipped past in one round, because it changed its place just then, is found in the next. */
const MOST_ROUNDS = 5;

export interface LaneWalk {
  readonly lane: LaneKey;
  readonly action: Action["kind"];
  /** Names what is laid down in Redis for it. */
  readonly name: string;
  readonly dryRun: boolean;
}

/**
 * The next part of a lane. @param cursor `<round>/<phase>/<place>`, empty at first
 * @param changed whether this round has changed anything so far: then there is another one
 */
export async function walkLane(
  contents: LaneContents,
  walk: LaneWalk,
  cursor: string,
  changed: boolean,
): Promise<WalkPart> {
  const phases = PHASES[walk.action];
  const [round = "0", phase = phases[0]!, place = "0"] =
    cursor === "" ? [] : (cursor.split("/") as [string, Phase, string]);
  const part = await readPhase(contents, walk, phase, place);
  const again = Number(round) > 0;
  if (part.next !== undefined) return { ...part, next: `${round}/${phase}/${part.next}`, again };
  const following = phases[phases.indexOf(phase) + 1];
  if (following) return { ...part, next: `${round}/${following}/0`, again };
  // Retries may fail at once and lie there again: one round is what was asked for.
  const another = changed && !walk.dryRun && walk.action !== "retry" && Number(round) + 1 < MOST_ROUNDS;
  return another
    ? { ...part, next: `${Number(round) + 1}/${phases[0]!}/0`, again }
    : { deliveryIds: part.deliveryIds, again };
}

async function readPhase(
  contents: LaneContents,
  { lane, name }: LaneWalk,
  phase: Phase,
  place: string,
): Promise<LanePart> {
  switch (phase) {
    case "delayed":
      return contents.delayed(lane, place);
    case "held":
      return contents.held(lane, place);
    case "active":
      return contents.active(lane);
    case "waiting": {
      if (place === "0") await contents.freezeWaiting(lane, name);
      const part = await contents.frozen(lane, name, place);
      if (part.next === undefined) await contents.thaw(lane, name);
      return part;
    }
  }
}

/** How many deliveries a walk will meet, as the lane stands now. */
export function expectedOf(action: Action["kind"], survey: LaneSurvey): number {
  return PHASES[action].reduce((sum, phase) => sum + survey[phase], 0);
}
