import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemDetailsSchema } from "@postlane/contract";
import { createSuspensionStore } from "@postlane/control";
import { createLedgerStore } from "@postlane/ledger";
import type { LaneKey } from "@postlane/mail";
import { createLaneInspector, createLanes, type Lanes } from "@postlane/queue";
import { openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { createLogger, createMetrics, type Logger } from "@postlane/runtime";
import { openSettingsStore, type SettingsStore } from "@postlane/settings";
import { createSpool } from "@postlane/spool";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { expect } from "vitest";
import { createApp } from "../src/app.ts";
import { sha256 } from "../src/http/authenticate.ts";
import { createLaneReader } from "../src/lanes/lane-reader.ts";
import { createLook, type LookDeps } from "../src/waiting/look.ts";
import { createWaitingReader, type WaitingReader } from "../src/waiting/waiting-reader.ts";

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
  readonly logLines: string[];
  /** Every answer is checked against its schema in the OpenAPI document. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** What a part of the api may stand on besides Redis. */
export interface TestParts {
  readonly lanes: Lanes;
  readonly store: SettingsStore;
  readonly logger: Logger;
  readonly waiting: WaitingReader;
}

/** The api on a port of its own, over a real Redis. */
export async function startTestApi(
  redisUrl: string,
  secretKey: Buffer | null = randomBytes(32),
  parts: (redis: RedisClient, own: TestParts) => readonly FastifyPluginAsync[] = () => [],
): Promise<TestApi> {
  const redis = openRedis(redisUrl, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  const logLines: string[] = [];
  const logger = createLogger("api", "info", {}, { write: (line) => void logLines.push(line) });
  const store = await openSettingsStore({ redisUrl, secretKey: secretKey ?? undefined, log: logger });
  const lanes = createLanes({ redis, lockMs: 60_000, shards: 1, onError: () => {} });
  await lanes.ready();
  const directory = await mkdtemp(join(tmpdir(), "postlane-spool-"));
  const look: LookDeps = {
    redis,
    inspector: createLaneInspector(redis, 1),
    ledger: createLedgerStore(redis),
    spool: await createSpool({ redis, directory, inlineMaxBytes: 1_000 }),
    suspensions: createSuspensionStore(redis),
    settings: () => store.current().settings,
    deadAfterMs: 20_000,
  };
  const app = await createApp({
    logger,
    metrics: createMetrics("api"),
    settings: store,
    lanes: createLaneReader({ redis, lanes, look: (samples) => createLook(look, samples) }),
    readiness: { redis: () => redis.ping() },
    tokenHash: sha256(TOKEN),
    parts: parts(redis, { lanes, store, logger, waiting: createWaitingReader(look) }),
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    checkAgainstSchema(app, method, path, response, json);
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
    logLines,
    call,
    async close() {
      await app.close();
      await lanes.close();
      await store.close();
      redis.disconnect();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const lane = (key: string): LaneKey => key as LaneKey;

function checkAgainstSchema(
  app: FastifyInstance,
  method: string,
  path: string,
  response: Response,
  body: unknown,
): void {
  if (response.status >= 400 && response.headers.get("content-type")?.startsWith("application/problem+json")) {
    expect(Compile(ProblemDetailsSchema).Errors(body)).toEqual([]);
    return;
  }
  const paths = app.swagger().paths as Record<string, Record<string, { responses: Record<string, object> }>>;
  const pathname = path.split("?")[0]!;
  const template = Object.keys(paths).find((each) =>
    new RegExp(`^${each.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(pathname),
  );
  const described = paths[template ?? ""]?.[method.toLowerCase()]?.responses[String(response.status)];
  expect(described, `${method} ${path} answers ${response.status}, which is not described`).toBeDefined();
  const { content } = described as { content?: Record<string, { schema: TSchema }> };
  const schema = content?.["application/json"]?.schema;
  if (schema) expect(Compile(schema).Errors(body)).toEqual([]);
}
