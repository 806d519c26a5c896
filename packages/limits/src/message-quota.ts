import { createHash } from "node:crypto";
import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** What a login may send; 0 = no limit. */
export interface QuotaLimits {
  readonly messagesPerHour: number;
  readonly messagesPerDay: number;
}

export type QuotaAnswer =
  /** One message is counted; `giveBack` when it is not accepted after all. */
  | { readonly kind: "granted"; giveBack(): Promise<void> }
  | { readonly kind: "used-up"; readonly per: "hour" | "day"; readonly retryAfterSeconds: number };

/** Messages of each login in the last hour and the last 24 hours, counted by all processes together. */
export interface MessageQuota {
  /** Counts a message, unless it is one too many. @throws when Redis does not answer */
  take(account: string, limits: QuotaLimits): Promise<QuotaAnswer>;
}

export function createMessageQuota(redis: RedisClient): MessageQuota {
  const script = defineScripts(redis, new URL("./lua/", import.meta.url), ["take-quota-1", "return-quota-1"]);
  return {
    async take(account, { messagesPerHour, messagesPerDay }) {
      // Hashed: names may hold any character, braces among them.
      const key = keys.messageQuota(createHash("sha256").update(account).digest("hex").slice(0, 32));
      const answer = await script["take-quota-1"]([key], [messagesPerHour, messagesPerDay]);
      const [granted, first, second] = answer as [number, number, number];
      if (granted === 1) {
        return { kind: "granted", giveBack: async () => void (await script["return-quota-1"]([key], [first, second])) };
      }
      return { kind: "used-up", per: second === 1 ? "hour" : "day", retryAfterSeconds: first };
    },
  };
}
