import type { LaneDetail, LanePage } from "@postlane/contract";
import type { LaneFacts, LaneKey } from "@postlane/mail";
import type { Lanes } from "@postlane/queue";
import { keys, type RedisClient } from "@postlane/redis";
import type { Look } from "../waiting/look.ts";
import { describeLane, describeLaneInDetail } from "./describe-lane.ts";

/** Redis did not answer. */
export class LanesUnavailable extends Error {
  override readonly name = "LanesUnavailable";
}

export interface LaneReader {
  /** Lanes that were given mail, the one longest without first. A lane that gets mail meanwhile moves to the end. @throws LanesUnavailable */
  list(offset: number, limit: number): Promise<LanePage>;
  /** Names of lanes in the same order. @throws LanesUnavailable */
  keys(offset: number, limit: number): Promise<readonly LaneKey[]>;
  /** What holds the mail of these lanes. @throws LanesUnavailable */
  facts(lanes: readonly LaneKey[]): Promise<readonly LaneFacts[]>;
  /** @returns undefined when no mail is known for that lane. @throws LanesUnavailable */
  read(lane: LaneKey): Promise<LaneDetail | undefined>;
}

export interface LaneReaderDeps {
  readonly redis: RedisClient;
  readonly lanes: Pick<Lanes, "registered">;
  /** @param samples times of delayed deliveries read of each lane */
  readonly look: (samples?: number) => Look;
}

/** Enough to know when the first and the last delayed delivery of a lane is due. */
const FEW_SAMPLES = 2;

export function createLaneReader({ redis, lanes, look }: LaneReaderDeps): LaneReader {
  return {
    list: (offset, limit) =>
      orUnavailable(async () => {
        // One more than asked for tells whether there is a next page.
        const found = await lanes.registered(offset, limit + 1);
        const cheap = look(FEW_SAMPLES);
        const page = found.slice(0, limit).map(async ({ lane }) => describeLane((await cheap.lane(lane)).facts));
        const items = await Promise.all(page);
        return found.length > limit ? { items, next_cursor: String(offset + limit) } : { items };
      }),
    keys: (offset, limit) => orUnavailable(async () => (await lanes.registered(offset, limit)).map(({ lane }) => lane)),
    facts: (wanted) =>
      orUnavailable(async () => {
        const shared = look();
        return Promise.all(wanted.map(async (lane) => (await shared.lane(lane)).facts));
      }),
    read: (lane) =>
      orUnavailable(async () => {
        const known = await redis.zscore(keys.registry(), lane);
        return known === null ? undefined : describeLaneInDetail(await look().lane(lane));
      }),
  };
}

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new LanesUnavailable("Redis did not answer", { cause });
  }
}
