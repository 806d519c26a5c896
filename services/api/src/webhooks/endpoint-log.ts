import { defineScripts, keys, type RedisClient } from "@postlane/redis";

/** One try to send one event, as it is kept and shown. */
export interface Attempt {
  readonly atMs: number;
  readonly eventId: string;
  readonly type: string;
  readonly messageId?: string | undefined;
  /** From 1; 0 when the event was given up without being sent. */
  readonly attempt: number;
  readonly outcome: "taken" | "failed" | "given_up";
  readonly status?: number | undefined;
  readonly durationMs: number;
  readonly error?: string | undefined;
  /** The beginning of what the endpoint said. */
  readonly answer?: string | undefined;
  readonly nextAtMs?: number | undefined;
}

export interface LoggedAttempt extends Attempt {
  /** Id in the list. */
  readonly id: string;
  readonly payload: string;
}

/** How an endpoint fares. Times are Unix milliseconds. */
export interface EndpointState {
  readonly lastSuccessAtMs?: number;
  readonly failingSinceMs?: number;
  readonly asleepUntilMs?: number;
  readonly taken: number;
  readonly failed: number;
  readonly givenUp: number;
  /** Events that found no room any more. */
  readonly dropped: number;
}

/** A few failures in a row can be chance; after that one look every so often is enough, whatever waits. */
const FAILURES_BEFORE_SLEEP = 3;
const FIRST_SLEEP_MS = 5_000;
const LONGEST_SLEEP_MS = 900_000;
const ATTEMPTS_KEPT = 1_000;
const GIVEN_UP_KEPT = 1_000;

export interface NotedAttempt {
  /** The endpoint had been failing until this success. */
  readonly recovered: boolean;
  /** No event should be sent for so long; 0 = go on. */
  readonly sleepMs: number;
  /** With this failure it began to sleep; for those that follow it sleeps on. */
  readonly fellAsleep: boolean;
}

/** The last attempts of each endpoint and how it fares, in Redis: short lists, for the log of the messages is elsewhere. */
export interface EndpointLog {
  /** @param leastSleepMs how long the endpoint asked to be left alone */
  note(webhookId: string, attempt: Attempt, payload: string, leastSleepMs?: number): Promise<NotedAttempt>;
  /** Keeps an attempt in the list without drawing conclusions: a test that failed. */
  mention(webhookId: string, attempt: Attempt, payload: string): Promise<void>;
  countDropped(webhookId: string, events: number): Promise<void>;
  /** What was learnt of the endpoint does not count any more: it is another one now. */
  startAfresh(webhookId: string): Promise<void>;
  state(webhookId: string): Promise<EndpointState>;
  /** Newest first, older than the one with this id. */
  attempts(webhookId: string, before: string | undefined, limit: number): Promise<readonly LoggedAttempt[]>;
  /** Oldest first, from a time on. */
  givenUp(webhookId: string, sinceMs: number): Promise<readonly LoggedAttempt[]>;
  /** The newest attempt of an event. */
  find(webhookId: string, eventId: string): Promise<LoggedAttempt | undefined>;
  remove(webhookId: string): Promise<void>;
}

export function createEndpointLog(redis: RedisClient): EndpointLog {
  const scripts = defineScripts(redis, new URL("./lua/", import.meta.url), ["note-attempt-3"]);

  async function write(webhookId: string, how: string, attempt: Attempt, payload: string, leastSleepMs: number) {
    const answer = await scripts["note-attempt-3"](
      [keys.webhookState(webhookId), keys.webhookDeliveries(webhookId), keys.webhookGivenUp(webhookId)],
      [
        how,
        JSON.stringify(attempt),
        payload,
        attempt.outcome === "given_up" && how !== "note" ? 1 : 0,
        ATTEMPTS_KEPT,
        GIVEN_UP_KEPT,
        FAILURES_BEFORE_SLEEP,
        FIRST_SLEEP_MS,
        LONGEST_SLEEP_MS,
        Math.round(leastSleepMs),
      ],
    );
    return answer as [streak: number, sleepMs: number, fellAsleep: number];
  }

  return {
    async note(webhookId, attempt, payload, leastSleepMs = 0) {
      const how = attempt.outcome === "taken" ? "taken" : attempt.attempt === 0 ? "given-up" : "failed";
      const [streak, sleepMs, fellAsleep] = await write(webhookId, how, attempt, payload, leastSleepMs);
      return {
        recovered: how === "taken" && streak >= FAILURES_BEFORE_SLEEP,
        sleepMs,
        fellAsleep: fellAsleep === 1,
      };
    },
    async mention(webhookId, attempt, payload) {
      await write(webhookId, "note", attempt, payload, 0);
    },
    async countDropped(webhookId, events) {
      await redis.hincrby(keys.webhookState(webhookId), "dropped", events);
    },
    async startAfresh(webhookId) {
      await redis.hdel(keys.webhookState(webhookId), "streak", "asleep_until");
    },
    async state(webhookId) {
      const fields = await redis.hgetall(keys.webhookState(webhookId));
      const time = (name: string) => (fields[name] === undefined ? undefined : Number(fields[name]));
      const [lastSuccessAtMs, failingSinceMs, asleepUntilMs] = [
        time("last_success"),
        time("failing_since"),
        time("asleep_until"),
      ];
      return {
        ...(lastSuccessAtMs !== undefined && { lastSuccessAtMs }),
        ...(failingSinceMs !== undefined && { failingSinceMs }),
        ...(asleepUntilMs !== undefined && { asleepUntilMs }),
        taken: Number(fields["taken"] ?? 0),
        failed: Number(fields["failed"] ?? 0),
        givenUp: Number(fields["given_up"] ?? 0),
        dropped: Number(fields["dropped"] ?? 0),
      };
    },
    async attempts(webhookId, before, limit) {
      const from = before === undefined ? "+" : `(${before}`;
      return read(await redis.xrevrange(keys.webhookDeliveries(webhookId), from, "-", "COUNT", limit));
    },
    async givenUp(webhookId, sinceMs) {
      return read(await redis.xrange(keys.webhookGivenUp(webhookId), String(sinceMs), "+"));
    },
    async find(webhookId, eventId) {
      for (const key of [keys.webhookDeliveries(webhookId), keys.webhookGivenUp(webhookId)]) {
        const found = read(await redis.xrevrange(key, "+", "-")).find((attempt) => attempt.eventId === eventId);
        if (found) return found;
      }
      return undefined;
    },
    async remove(webhookId) {
      const own = [keys.webhookState(webhookId), keys.webhookDeliveries(webhookId), keys.webhookGivenUp(webhookId)];
      await redis.del(...own);
    },
  };
}

function read(entries: readonly [string, string[]][]): readonly LoggedAttempt[] {
  return entries.map(([id, fields]) => ({
    ...(JSON.parse(fields[1] ?? "{}") as Attempt),
    id,
    payload: fields[3] ?? "",
  }));
}
