import type { LaneKey } from "@postlane/mail";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** Wakes lanes that sleep after an outage. */
export interface LaneAlarm {
  /** Somebody wants the lane tried now: it sleeps no longer. @returns whether it did */
  endSleep(lane: LaneKey): Promise<boolean>;
}

export function createLaneAlarm(redis: RedisClient): LaneAlarm {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["end-sleep-1"]);
  return {
    async endSleep(lane) {
      return (await script["end-sleep-1"]([keys.laneState(lane)], [])) === 1;
    },
  };
}
