import type { LaneKey } from "@postlane/mail";
import { keys, type RedisClient } from "@postlane/redis";
import type { LaneSurvey } from "./lane-survey.ts";

/** How all lanes stood at the last walk of the sweeper. Counts are deliveries unless their name says otherwise. */
export interface LanesSummary {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly lanes: number;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** Connections in use. */
  readonly sessions: number;
  /** Lanes that sleep because no host could be reached. */
  readonly lanesInOutage: number;
  readonly lanesPaused: number;
  readonly lanesSuspended: number;
  /** The lanes with the most mail, deepest first. */
  readonly deepest: readonly { readonly lane: LaneKey; readonly waiting: number }[];
}

/** Metrics name no more lanes than this, however many there are. */
const DEEPEST = 20;

export function summarise(
  surveys: readonly LaneSurvey[],
  atMs: number,
  isSuspended: (lane: LaneKey) => boolean,
): LanesSummary {
  const sum = (count: (survey: LaneSurvey) => number): number => surveys.reduce((total, one) => total + count(one), 0);
  const deepest = surveys
    .map((survey) => ({ lane: survey.lane, waiting: survey.waiting + survey.delayed }))
    .filter(({ waiting }) => waiting > 0)
    .sort((a, b) => b.waiting - a.waiting);
  return {
    atMs,
    lanes: surveys.length,
    waiting: sum((survey) => survey.waiting),
    delayed: sum((survey) => survey.delayed),
    active: sum((survey) => survey.active),
    sessions: sum((survey) => survey.sessions),
    lanesInOutage: sum((survey) => (survey.outage ? 1 : 0)),
    lanesPaused: sum((survey) => (survey.pausedUntilMs === undefined ? 0 : 1)),
    lanesSuspended: sum((survey) => (isSuspended(survey.lane) ? 1 : 0)),
    deepest: deepest.slice(0, DEEPEST),
  };
}

export async function writeSummary(redis: RedisClient, summary: LanesSummary): Promise<void> {
  await redis.set(keys.lanesSummary(), JSON.stringify(summary));
}

/** @returns undefined before the first walk */
export async function readSummary(redis: RedisClient): Promise<LanesSummary | undefined> {
  const json = await redis.get(keys.lanesSummary());
  return json === null ? undefined : (JSON.parse(json) as LanesSummary);
}
