import { Cluster, type Redis } from "ioredis";
import type { RedisClient } from "./connect.ts";

/** Times of Redis' clock, Unix milliseconds. */
export interface Trust {
  /** From here on whoever is alive has been able to say so. */
  readonly fromMs: number;
  /** After this it is not known whether Redis could be heard. */
  readonly untilMs: number;
}

/**
 * Whether Redis could be heard without a break. What has lapsed there is a dead process's only then: while Redis is away nobody
 * can renew anything, and after a restart or a failover it may have forgotten what it had granted.
 */
export interface RedisPulse {
  trust(): Trust;
  /** Whether what Redis said at that moment of its clock counts. */
  isTrusted(redisNowMs: number): boolean;
  /** Redis was away and has just been heard again: the moment to renew everything. */
  onReturn(listener: () => void): void;
  close(): void;
}

export interface PulseOptions {
  readonly client: RedisClient;
  /** Between two beats. */
  readonly everyMs: number;
  /** A longer silence is a break. */
  readonly silenceMs: number;
  /** So long after a break everybody alive has renewed what he holds. */
  readonly settleMs: number;
  /** Whether somebody may hold something that this Redis, just started, could have forgotten. */
  readonly hasOthers: () => Promise<boolean>;
  readonly onError: (error: Error) => void;
}

interface Beat {
  readonly runs: string;
  readonly nowMs: number;
  readonly upSeconds: number;
}

/** Begins to listen to Redis. @throws Error when Redis cannot be asked */
export async function takePulse(options: PulseOptions): Promise<RedisPulse> {
  const { client, silenceMs, settleMs, onError } = options;
  const listeners: (() => void)[] = [];
  let last = await beat(client);
  const justStarted = last.upSeconds * 1_000 < settleMs;
  let fromMs = justStarted && (await options.hasOthers()) ? last.nowMs + settleMs : 0;
  let connected = true;
  let asking = false;

  async function listen(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      const now = await beat(client);
      const broken = now.runs !== last.runs || now.nowMs - last.nowMs > silenceMs;
      if (broken) fromMs = now.nowMs + settleMs;
      last = now;
      connected = true;
      if (broken) for (const listener of listeners) listener();
    } finally {
      asking = false;
    }
  }

  const listenSafely = (): void => void listen().catch(onError);
  const lost = (): void => {
    connected = false;
  };
  const timer = setInterval(listenSafely, options.everyMs);
  client.on("close", lost);
  client.on("ready", listenSafely);

  const trust = (): Trust => ({ fromMs, untilMs: connected ? last.nowMs + silenceMs : 0 });
  return {
    trust,
    isTrusted(redisNowMs) {
      const { fromMs: from, untilMs: until } = trust();
      return redisNowMs >= from && redisNowMs <= until;
    },
    onReturn: (listener) => void listeners.push(listener),
    close() {
      clearInterval(timer);
      client.off("close", lost).off("ready", listenSafely);
    },
  };
}

/** Redis' clock, and whether it is still the server it was. */
async function beat(client: RedisClient): Promise<Beat> {
  const nodes: readonly Redis[] = client instanceof Cluster ? client.nodes("master") : [client];
  const answers = await Promise.all(nodes.map(ask));
  return {
    runs: answers
      .map(({ runs }) => runs)
      .sort()
      .join(),
    nowMs: Math.max(...answers.map(({ nowMs }) => nowMs)),
    upSeconds: Math.min(...answers.map(({ upSeconds }) => upSeconds)),
  };
}

async function ask(node: Redis): Promise<Beat> {
  // Managed services may hide what server it is: then only its silence tells of a break.
  const [[seconds, micros], info] = await Promise.all([node.time(), node.info("server").catch(() => "")]);
  const field = (name: string): string | undefined => new RegExp(`^${name}:(\\w+)`, "m").exec(info)?.[1];
  return {
    runs: field("run_id") ?? "",
    nowMs: Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000),
    upSeconds: Number(field("uptime_in_seconds") ?? Infinity),
  };
}
