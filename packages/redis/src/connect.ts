import { Cluster, Redis, type RedisOptions } from "ioredis";
import { corkWrites } from "./cork-writes.ts";

export type RedisClient = Redis | Cluster;

/**
 * How a client behaves while Redis is away.
 * - `fail-fast`: commands fail within a second, nothing is queued offline: for those who must answer somebody.
 * - `patient`: commands wait for Redis to come back: for BullMQ's blocking reads and background loops.
 */
export type Patience = "fail-fast" | "patient";

/**
 * Opens a client for `redis://`, `rediss://`, `redis+sentinel://host:port,host:port/<master>` or `redis+cluster://host:port,…`;
 * user and password stand before the `@` as usual, `?db=N` chooses a database (not in a cluster).
 * An `error` listener is always attached: a lost connection must never end the process.
 * @throws Error that names what is wrong with the URL.
 */
export function openRedis(url: string, patience: Patience, onError: (error: Error) => void): RedisClient {
  const { scheme, hosts, path, username, password, db } = parseRedisUrl(url);
  const options: RedisOptions = {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(scheme === "rediss" ? { tls: {} } : {}),
    noDelay: true,
    connectTimeout: 5_000,
    // A host that vanishes without a word (power, a partition, a frozen VM) ends no connection: without this its clients would wait for a
    // quarter of an hour while a Sentinel has long named another master. Longer than BullMQ's blocking reads (10 s).
    socketTimeout: SILENT_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 5), 1_000),
    ...(patience === "fail-fast"
      ? {
          enableOfflineQueue: false,
          commandTimeout: 1_000,
          maxRetriesPerRequest: 1,
          // Else a command that was reported as failed is sent all the same when Redis is back.
          autoResendUnfulfilledCommands: false,
        }
      : { maxRetriesPerRequest: null }),
  };
  const client = open();
  reportOncePerOutage(client, onError);
  pingNowAndThen(client);
  corkWrites(client);
  return client;

  function open(): RedisClient {
    const first = hosts[0]!;
    if (scheme === "redis+cluster") {
      return new Cluster(hosts, {
        redisOptions: options,
        enableOfflineQueue: patience === "patient",
        clusterRetryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 5), 1_000),
        scaleReads: "master",
      });
    }
    if (scheme === "redis+sentinel") return new Redis({ ...options, sentinels: [...hosts], name: path, db });
    if (scheme === "unix") return new Redis({ ...options, path, db });
    return new Redis({ ...options, host: first.host, port: first.port, db });
  }
}

const SILENT_MS = 15_000;
const PING_MS = 5_000;

/** Also who only listens (subscribers) says something now and then, or its silence would tell nothing. */
function pingNowAndThen(client: RedisClient): void {
  const timer = setInterval(() => {
    if (client.status === "ready") client.ping().catch(() => {});
  }, PING_MS);
  timer.unref();
  client.once("end", () => clearInterval(timer));
}

/** ioredis tells of every attempt to reconnect; one line for each time Redis is away is enough. */
function reportOncePerOutage(client: RedisClient, onError: (error: Error) => void): void {
  let away = false;
  client.on("ready", () => {
    away = false;
  });
  client.on("error", (error: Error) => {
    if (away) return;
    away = true;
    onError(error);
  });
}

interface RedisUrl {
  readonly scheme: string;
  readonly hosts: { readonly host: string; readonly port: number }[];
  /** Sentinel: the master's name; unix: the socket. */
  readonly path: string;
  readonly username: string;
  readonly password: string;
  readonly db: number;
}

/** @throws Error that names what is wrong, without the password. */
export function parseRedisUrl(url: string): RedisUrl {
  const match =
    /^(redis|rediss|redis\+sentinel|redis\+cluster|unix):\/\/(?:([^@/]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(
      url,
    );
  if (!match)
    throw new Error("Redis URL must begin with redis://, rediss://, redis+sentinel://, redis+cluster:// or unix://");
  const [, scheme = "", userinfo = "", authority = "", path = "", query = ""] = match;
  const colon = userinfo.indexOf(":");
  const hosts = authority.split(",").map((part) => readHost(part, scheme === "redis+sentinel" ? 26379 : 6379));
  if (scheme === "redis+sentinel" && !path)
    throw new Error("Redis URL: redis+sentinel:// needs the master's name as path");
  return {
    scheme,
    hosts,
    path: scheme === "unix" ? `/${path}` : path,
    username: decode(colon < 0 ? userinfo : userinfo.slice(0, colon)),
    password: decode(colon < 0 ? "" : userinfo.slice(colon + 1)),
    db: readDatabase(scheme, path, query),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error("Redis URL: a percent sign in user or password must be written %25");
  }
}

function readHost(part: string, defaultPort: number): { host: string; port: number } {
  const found = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(part);
  if (!found) throw new Error(`Redis URL: not a host: ${part}`);
  const port = Number(found[2] ?? defaultPort);
  if (port < 1 || port > 65_535) throw new Error(`Redis URL: the port of ${part} must be from 1 to 65535`);
  return { host: (found[1] || "127.0.0.1").replace(/^\[|\]$/g, ""), port };
}

function readDatabase(scheme: string, path: string, query: string): number {
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys())
    if (name !== "db") throw new Error(`Redis URL: there is no parameter ${name}, only db`);
  const inPath = scheme === "redis" || scheme === "rediss" ? path : "";
  const text = parameters.get("db") ?? (inPath || "0");
  if (!/^\d{1,6}$/.test(text)) throw new Error("Redis URL: the database must be a number");
  if (scheme === "redis+cluster" && Number(text) > 0) throw new Error("Redis URL: a cluster has no databases but 0");
  return Number(text);
}

/**
 * Waits until a client can be used.
 * @throws Error after `timeoutMs`: an unreachable Redis must not look like a slow one.
 */
export async function waitUntilReady(client: RedisClient, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (client.status === "ready") {
      try {
        await client.ping();
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
    if (Date.now() > until)
      throw new Error(`Redis did not become ready within ${timeoutMs} ms (it is ${client.status})`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
