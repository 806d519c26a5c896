import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSuspensions, type Suspensions } from "@postlane/control";
import { createLedgerStore } from "@postlane/ledger";
import type { LaneKey } from "@postlane/mail";
import { createLaneInspector, createLanes, type Lanes } from "@postlane/queue";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createLogger, createMetrics, type Logger } from "@postlane/runtime";
import { openSettingsStore, type SettingsStore } from "@postlane/settings";
import { createSpool } from "@postlane/spool";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { expect } from "vitest";
import { type AccessOptions, createAccess } from "../src/access/create-access.ts";
import { type AppDeps, createApp } from "../src/app.ts";
import { type AuditLog, createAuditLog } from "../src/audit/audit-log.ts";
import { createLaneReader } from "../src/lanes/lane-reader.ts";
import { createLook, type LookDeps } from "../src/waiting/look.ts";
import { createWaitingReader, type WaitingReader } from "../src/waiting/waiting-reader.ts";
import { watchContract } from "./watch-contract.ts";

export const TOKEN = "the-token-of-the-tests";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Each test knows what it asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  /** Bad fields → what to write. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface TestApi {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly store: SettingsStore;
  readonly redis: RedisClient;
  readonly lanes: Lanes;
  readonly suspensions: Suspensions;
  readonly logLines: string[];
  /** Fails when any answer so far, to whomever, was not as the OpenAPI document declares it. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** What a part of the api may stand on besides Redis. */
export interface TestParts {
  readonly lanes: Lanes;
  readonly suspensions: Suspensions;
  readonly store: SettingsStore;
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly waiting: WaitingReader;
}

/** What differs from the usual. */
export interface TestApiOptions {
  readonly access?: Partial<AccessOptions>;
  readonly app?: Partial<AppDeps>;
}

/** The api on a port of its own, over a real Redis. */
export async function startTestApi(
  redisUrl: string,
  secretKey: Buffer | null = randomBytes(32),
  parts: (redis: RedisClient, own: TestParts) => readonly FastifyPluginAsync[] = () => [],
  more: TestApiOptions = {},
): Promise<TestApi> {
  const redis = openRedis(redisUrl, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  const logLines: string[] = [];
  const logger = createLogger("api", "info", {}, { write: (line) => void logLines.push(line) });
  const store = await openSettingsStore({ redisUrl, secretKey: secretKey ?? undefined, log: logger });
  const lanes = createLanes({ redis, lockMs: 60_000, shards: 1, onError: () => {} });
  await lanes.ready();
  const subscriber = openRedis(redisUrl, "patient", () => {});
  const suspensions = await openSuspensions({ redis, subscriber, onError: () => {} });
  const audit = createAuditLog(redis);
  const directory = await mkdtemp(join(tmpdir(), "postlane-spool-"));
  const look: LookDeps = {
    redis,
    inspector: createLaneInspector(redis, 1),
    ledger: createLedgerStore(redis),
    spool: await createSpool({ redis, directory, inlineMaxBytes: 1_000 }),
    suspensions: suspensions,
    settings: () => store.current().settings,
    deadAfterMs: 20_000,
  };
  const app = await createApp({
    logger,
    metrics: createMetrics("api"),
    settings: store,
    lanes: createLaneReader({ redis, lanes, look: (samples) => createLook(look, samples) }),
    audit,
    readiness: { redis: () => redis.ping() },
    access: createAccess({ redis, adminToken: TOKEN, requestsPerMinute: 0, onError: () => {}, ...more.access }),
    ...more.app,
    parts: parts(redis, { lanes, suspensions, store, logger, audit, waiting: createWaitingReader(look) }),
  });
  const brokenPromises = watchContract(app);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: withoutEmpty({
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      }),
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    expect(brokenPromises, "answers against the OpenAPI document").toEqual([]);
    const problems = (json.errors ?? []) as { field: string; message: string }[];
    const errors = Object.fromEntries(problems.map(({ field, message }) => [field, message]));
    return { status: response.status, headers: response.headers, body: json, errors };
  }

  return {
    app,
    url,
    store,
    redis,
    lanes,
    suspensions,
    logLines,
    call,
    async close() {
      await app.close();
      suspensions.close();
      subscriber.disconnect();
      await lanes.close();
      await store.close();
      redis.disconnect();
      await rm(directory, { recursive: true, force: true });
      expect(brokenPromises, "answers against the OpenAPI document").toEqual([]);
    },
  };
}

const OWN_HEADERS = new Set(["authorization", "origin", "x-csrf-token"]);

/** An empty header takes away what the tests send of themselves. */
function withoutEmpty(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => value !== "" || !OWN_HEADERS.has(name)));
}

export const lane = (key: string): LaneKey => key as LaneKey;
