import type { LaneKey } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import { Queue } from "bullmq";
import type { LaneSurvey } from "./lane-survey.ts";
import { readSummary, summarise, writeSummary } from "./lanes-summary.ts";
import type { Lanes } from "./lanes.ts";
import { offerWhatIsDue } from "./offer-what-is-due.ts";
import { UnhurriedWorker } from "./unhurried-worker.ts";

export interface SweeperOptions {
  /** Patient client; BullMQ makes its own blocking one from it. */
  readonly redis: RedisClient;
  readonly lanes: Lanes;
  readonly maxConnections: (lane: LaneKey) => number;
  /** A lane at rest by somebody's word gets no tickets. */
  readonly isSuspended: (lane: LaneKey) => boolean;
  readonly everyMs: number;
  readonly onError: (error: Error) => void;
}

export interface Sweeper {
  close(): Promise<void>;
}

/** Lanes looked at together. */
const BATCH = 200;
/** A lane empty for so long is removed with all its keys. */
const IDLE_LANE_MS = 3_600_000;
/** A walk whose worker died is taken up by another after about twice as long. */
const WALK_LOCK_MS = 10_000;
/** A walk over many lanes may take a while. */
const SILENT_WALKS = 3;

/**
 * Heals what should not happen: one job scheduler for the whole fleet walks the registry of lanes. Mail that is due without a
 * ticket gets one, claims of dead workers go back, lanes long empty are removed. Normal speed never depends on it.
 */
export async function startSweeper(options: SweeperOptions): Promise<Sweeper> {
  const shared = { connection: options.redis, prefix: keys.sweeperPrefix() };
  const queue = new Queue("sweeper", { ...shared, streams: { events: { maxLen: 10 } } });
  queue.on("error", options.onError);
  const worker = new UnhurriedWorker("sweeper", () => walk(options), {
    ...shared,
    concurrency: 1,
    lockDuration: WALK_LOCK_MS,
    stalledInterval: WALK_LOCK_MS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    maxStalledCount: 1_000_000,
    runRetryDelay: 1_000,
  });
  worker.on("error", options.onError);
  const schedule = () => queue.upsertJobScheduler("sweep", { every: options.everyMs }, { name: "sweep" });
  await schedule();
  // BullMQ writes the next job when it runs this one; if Redis refuses that (out of memory), no more would come.
  const watch = setInterval(() => {
    wentSilent(options)
      .then((silent) => (silent ? schedule() : undefined))
      .catch(options.onError);
  }, options.everyMs * 2);
  return {
    async close() {
      clearInterval(watch);
      await worker.close(true);
      await queue.close();
    },
  };
}

/** Heals, then leaves the totals where metrics find them. */
async function walk(options: SweeperOptions): Promise<void> {
  const { surveys } = await sweep(options);
  await writeSummary(options.redis, summarise(surveys, Date.now(), options.isSuspended));
}

/** Whether the sweeper has left no totals for longer than it should. */
async function wentSilent({ redis, everyMs }: SweeperOptions): Promise<boolean> {
  const summary = await readSummary(redis);
  return !summary || Date.now() - summary.atMs > everyMs * SILENT_WALKS;
}

type SweepOptions = Pick<SweeperOptions, "lanes" | "maxConnections" | "isSuspended" | "onError">;

/** One walk over all lanes; a lane that cannot be looked after keeps none of the others waiting. @returns how many were given a ticket, how many were removed, and how those that are left stand */
export async function sweep(
  options: SweepOptions,
): Promise<{ offered: number; removed: number; surveys: readonly LaneSurvey[] }> {
  let offered = 0;
  let removed = 0;
  const surveys: LaneSurvey[] = [];
  for (let offset = 0; ;) {
    const batch = await options.lanes.registered(offset, BATCH);
    const results = await Promise.all(batch.map(({ lane, lastUsedMs }) => lookAfter(options, lane, lastUsedMs)));
    const gone = results.filter((result) => result?.what === "removed").length;
    offered += results.filter((result) => result?.what === "offered").length;
    for (const result of results) if (result && result.what !== "removed") surveys.push(result.survey);
    removed += gone;
    offset += batch.length - gone;
    if (batch.length < BATCH) return { offered, removed, surveys };
  }
}

interface LookedAfter {
  readonly what: "offered" | "removed" | "left";
  readonly survey: LaneSurvey;
}

async function lookAfter(options: SweepOptions, lane: LaneKey, lastUsedMs: number): Promise<LookedAfter | undefined> {
  const { lanes } = options;
  try {
    let survey = await lanes.survey(lane);
    if (survey.active > 0 && (await lanes.recoverStalled(lane)) > 0) survey = await lanes.survey(lane);
    if (!options.isSuspended(lane) && (await offerWhatIsDue(options, survey))) return { what: "offered", survey };
    const isOver = isEmpty(survey) && survey.nowMs - lastUsedMs > IDLE_LANE_MS;
    const removed = isOver && (await lanes.remove(lane, lastUsedMs));
    return { what: removed ? "removed" : "left", survey };
  } catch (error) {
    options.onError(new Error(`the sweeper could not look after lane ${lane}`, { cause: error }));
    return undefined;
  }
}

/** Nothing that anybody would miss. */
function isEmpty(survey: LaneSurvey): boolean {
  return survey.waiting + survey.delayed + survey.active + survey.sessions + survey.held === 0;
}
