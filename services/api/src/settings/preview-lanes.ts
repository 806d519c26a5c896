import type { SettingsPreview } from "@postlane/contract";
import { type LaneKey, type Pace, routeOf, ruleFor } from "@postlane/mail";
import type { Settings } from "@postlane/settings";
import type { LaneReader } from "../lanes/lane-reader.ts";

type LanePreview = SettingsPreview["lanes"][number];
type Values = Readonly<Record<string, unknown>>;

const PAGE = 500;
const MAX_SEEN = 20_000;
const MAX_SHOWN = 1_000;

/** Which lanes would go by other values. @throws LanesUnavailable */
export async function previewLanes(
  reader: LaneReader,
  before: Settings,
  after: Settings,
): Promise<Pick<SettingsPreview, "lanes" | "lanes_seen" | "complete">> {
  const lanes: LanePreview[] = [];
  let seen = 0;
  let complete = true;
  for (let page: readonly LaneKey[] = []; ;) {
    page = await reader.keys(seen, PAGE);
    seen += page.length;
    const changed = page.filter((lane) => differences(valuesOf(lane, before), valuesOf(lane, after)).length > 0);
    const room = changed.slice(0, MAX_SHOWN - lanes.length);
    lanes.push(...(await Promise.all(room.map((lane) => previewLane(reader, lane, before, after)))));
    complete &&= room.length === changed.length;
    if (page.length < PAGE) break;
    if (seen >= MAX_SEEN) return { lanes, lanes_seen: seen, complete: false };
  }
  return { lanes, lanes_seen: seen, complete };
}

async function previewLane(reader: LaneReader, lane: LaneKey, before: Settings, after: Settings): Promise<LanePreview> {
  const { waiting = 0, delayed = 0 } = (await reader.read(lane)) ?? {};
  const [old, next] = [valuesOf(lane, before), valuesOf(lane, after)];
  return {
    lane,
    waiting,
    delayed,
    changes: differences(old, next),
    least_drain_seconds: { before: leastDrainSeconds(waiting, old), after: leastDrainSeconds(waiting, next) },
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
