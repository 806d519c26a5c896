import type { SettingsPreview } from "@postlane/contract";
import {
  ASSUMED_SERVICE_MS,
  type Estimate,
  estimateDrain,
  type LaneFacts,
  type LaneKey,
  lanePace,
  type Pace,
  routeOf,
  ruleFor,
} from "@postlane/mail";
import type { Settings } from "@postlane/settings";
import type { LaneReader } from "../lanes/lane-reader.ts";

type LanePreview = SettingsPreview["lanes"][number];
type Values = Readonly<Record<string, unknown>>;

const PAGE = 500;
const MAX_SEEN = 20_000;
const MAX_SHOWN = 1_000;

const ASSUMPTION = [
  `Every delivery that waits now is sent at its first try, by a server that answers as it did lately (${ASSUMED_SERVICE_MS} ms a delivery where nothing is known), and no other mail comes; delays that have begun keep their end.`,
  "Lanes without a worker or suspended without end count as if they went on now.",
  "Mail whose way the settings change (attempts, a relay switched off or removed) is counted in the lane it is in.",
].join(" ");

/** Which lanes would go by other values, and how long what waits in them would take. @throws LanesUnavailable */
export async function previewLanes(
  reader: LaneReader,
  before: Settings,
  after: Settings,
): Promise<Pick<SettingsPreview, "lanes" | "drain" | "lanes_seen" | "complete">> {
  const lanes: LanePreview[] = [];
  let seen = 0;
  let complete = true;
  for (let page: readonly LaneKey[] = []; ;) {
    page = await reader.keys(seen, PAGE);
    seen += page.length;
    const changed = page.filter((lane) => differences(valuesOf(lane, before), valuesOf(lane, after)).length > 0);
    const room = changed.slice(0, MAX_SHOWN - lanes.length);
    for (const facts of await reader.facts(room)) lanes.push(previewLane(facts, before, after));
    complete &&= room.length === changed.length;
    if (page.length < PAGE) break;
    if (seen >= MAX_SEEN) {
      complete = false;
      break;
    }
  }
  return { lanes, drain: { ...drainOfAll(lanes), assumption: ASSUMPTION }, lanes_seen: seen, complete };
}

function previewLane(facts: LaneFacts, before: Settings, after: Settings): LanePreview {
  const { lane, waiting, delayed } = facts;
  const [old, next] = [valuesOf(lane, before), valuesOf(lane, after)];
  const [drainBefore, drainAfter] = [drainUnder(facts, before), drainUnder(facts, after)];
  return {
    lane,
    waiting,
    delayed,
    changes: differences(old, next),
    least_drain_seconds: { before: leastDrainSeconds(waiting, old), after: leastDrainSeconds(waiting, next) },
    drain_seconds: { before: drainBefore.due, after: drainAfter.due },
    drain_all_seconds: { before: drainBefore.all, after: drainAfter.all },
    service_ms: drainBefore.serviceMs,
    basis: drainBefore.basis,
  };
}

/** How long the lane's mail takes under these settings, seconds. */
function drainUnder(facts: LaneFacts, { domainRules, relays }: Settings) {
  const { suspension, ...rest } = facts;
  const goesOn = suspension?.untilMs === undefined ? rest : facts;
  const asked: LaneFacts = { ...goesOn, ...lanePace(facts.lane, domainRules, relays), workersAlive: 1 };
  const { waiting, active, delayed, nowMs } = facts;
  const [due, all] = [estimateDrain(asked, "due")!, estimateDrain(asked, "all")!];
  const seconds = (count: number, { atMs }: Estimate): number =>
    count === 0 ? 0 : Math.max(0, Math.round((atMs - nowMs) / 100) / 10);
  return {
    due: seconds(waiting + active, due),
    all: seconds(waiting + active + delayed, all),
    serviceMs: Math.round(due.serviceMs),
    basis: due.basis,
  };
}

/** Lanes are emptied side by side: together they take as long as the slowest. */
function drainOfAll(lanes: readonly LanePreview[]): Omit<SettingsPreview["drain"], "assumption"> {
  const slowest = (field: "drain_seconds" | "drain_all_seconds"): SettingsPreview["drain"]["due"] => ({
    before: Math.max(0, ...lanes.map((lane) => lane[field].before)),
    after: Math.max(0, ...lanes.map((lane) => lane[field].after)),
  });
  return {
    deliveries: lanes.reduce((sum, { waiting, delayed }) => sum + waiting + delayed, 0),
    due: slowest("drain_seconds"),
    all: slowest("drain_all_seconds"),
  };
}

/** What a lane goes by: the rule of its domain, or its relay. */
function valuesOf(lane: LaneKey, settings: Settings): Values {
  const route = routeOf(lane);
  if (route.kind === "direct") return { ...ruleFor(route.domain, settings.domainRules) };
  const { password: _secret, ...relay } = settings.relays.find(({ id }) => id === route.relayId) ?? {};
  return { ...relay };
}

function differences(before: Values, after: Values): LanePreview["changes"] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ field: name, before: before[name], after: after[name] }));
}

/** Bursts of `maxContinuous` with a pause between each two; how long the sending itself takes nobody knows beforehand. */
function leastDrainSeconds(waiting: number, values: Values): number {
  const { maxContinuous = 0, continuingDelaySeconds = 0 } = values as Partial<Pace>;
  if (waiting === 0 || maxContinuous === 0) return 0;
  return (Math.ceil(waiting / maxContinuous) - 1) * continuingDelaySeconds;
}
