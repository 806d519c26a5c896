import { type Entry, edit } from "../guard.ts";

const CHECK = "packages/redis/src/check-server.ts";
const CONNECT = "packages/redis/src/connect.ts";
const QUEUE = "packages/queue/src";
const OWN_REDIS = "tools/start/start-own-redis.ts";
const redisTest = (name: string): string => `packages/redis/test/${name}.test.ts`;
const queueTest = (name: string): string => `packages/queue/test/${name}.test.ts`;
const CHECKED = "for (const warning of await checkServer(redis)) logger.warn(warning);";

/** Settings of Redis and BullMQ that must hold. */
export const REDIS_SETTINGS: readonly Entry[] = [
  {
    hazard: "R1",
    what: "a Redis that evicts keys is refused",
    ...edit(CHECK, `if (policy !== "noeviction")`, `if (policy === "")`),
    files: [redisTest("check-server")],
  },
  {
    hazard: "R1",
    what: "ingress asks before it starts",
    ...edit("services/ingress/src/main.ts", CHECKED, "void checkServer;"),
    files: ["services/ingress/test/main.test.ts"],
    pattern: "would throw mail away",
  },
  {
    hazard: "R1",
    what: "so does a worker",
    ...edit("services/worker/src/app.ts", CHECKED, "void checkServer;"),
    files: ["services/worker/test/starting.test.ts"],
  },
  {
    hazard: "R1",
    what: "so does the api",
    ...edit("services/api/src/main.ts", CHECKED, "void checkServer;"),
    files: ["services/api/test/main.test.ts"],
    pattern: "would throw mail away",
  },
  {
    hazard: "R1",
    what: "npm start sets noeviction",
    ...edit(OWN_REDIS, "--maxmemory-policy noeviction", "--maxmemory-policy allkeys-lru"),
    files: ["tools/test/start-own-redis.test.ts"],
  },
  {
    hazard: "R2",
    what: "appendonly off is told",
    ...edit(
      CHECK,
      `if ((await configOf(node, "appendonly")) !== "yes")`,
      `if ((await configOf(node, "appendonly")) === "")`,
    ),
    files: [redisTest("check-server")],
  },
  {
    hazard: "R2",
    what: "a weaker fsync is told",
    ...edit(
      CHECK,
      `else if ((await configOf(node, "appendfsync")) !== "always")`,
      `else if ((await configOf(node, "appendfsync")) === "")`,
    ),
    files: [redisTest("check-server")],
  },
  {
    hazard: "R2",
    what: "npm start sets appendonly",
    ...edit(OWN_REDIS, "--appendonly yes", "--appendonly no"),
    files: ["tools/test/start-own-redis.test.ts"],
  },
  {
    hazard: "R2",
    what: "npm start sets appendfsync always",
    ...edit(OWN_REDIS, "--appendfsync always", "--appendfsync everysec"),
    files: ["tools/test/start-own-redis.test.ts"],
  },
  {
    hazard: "R3",
    what: "replicas that no write waits for are told",
    ...edit(CHECK, "(await replicasOf(node)) > 0", "(await replicasOf(node)) < 0"),
    files: [redisTest("check-server")],
    pattern: "replicas",
  },
  {
    hazard: "R4",
    what: "no offline queue: nothing waits for a Redis to come, nothing is sent later",
    ...edit(CONNECT, "enableOfflineQueue: false,", "enableOfflineQueue: true,"),
    files: [redisTest("open-redis")],
    pattern: "a fail-fast client",
  },
  {
    hazard: "R4",
    what: "nor on a cluster",
    ...edit(CONNECT, `enableOfflineQueue: patience === "patient",`, "enableOfflineQueue: true,"),
    files: [redisTest("open-redis")],
    pattern: "on a cluster",
  },
  {
    hazard: "R4",
    what: "a command has a second",
    ...edit(CONNECT, "commandTimeout: 1_000,", ""),
    files: [redisTest("open-redis")],
    pattern: "Redis hangs",
  },
  {
    hazard: "R4",
    what: "what was told to have failed is not sent again",
    ...edit(CONNECT, "autoResendUnfulfilledCommands: false,", ""),
    files: [redisTest("open-redis")],
    pattern: "a fail-fast client",
  },
  {
    hazard: "R4",
    what: "a command does not wait for a second connection: one retry, none resent, one second",
    edits: [
      { file: CONNECT, find: "maxRetriesPerRequest: 1,", replace: "maxRetriesPerRequest: null," },
      { file: CONNECT, find: "autoResendUnfulfilledCommands: false,", replace: "" },
      { file: CONNECT, find: "commandTimeout: 1_000,", replace: "" },
    ],
    files: [redisTest("open-redis")],
    pattern: "dies under a command",
  },
  {
    hazard: "R4",
    what: "the first connect has an end",
    ...edit(
      CONNECT,
      `    if (Date.now() > until)
      throw new Error(\`Redis did`,
      `    if (Date.now() > until + 3_600_000)
      throw new Error(\`Redis did`,
    ),
    files: [redisTest("open-redis")],
    pattern: "never answers|there has never been",
  },
  {
    hazard: "R5",
    what: "lock of a ticket",
    ...edit(`${QUEUE}/ticket-worker.ts`, "lockDuration: options.lockMs,", "lockDuration: 3_600_000,"),
    files: [queueTest("deaths")],
    pattern: "a ticket",
  },
  {
    hazard: "R5",
    what: "lock of a claim",
    ...edit(`${QUEUE}/lanes.ts`, "lockDuration: lockMs,", "lockDuration: 3_600_000,"),
    files: [queueTest("deaths")],
    pattern: "a delivery",
  },
  {
    hazard: "R5",
    what: "lock of an event",
    ...edit(`${QUEUE}/webhook-queues.ts`, "lockDuration: lockMs,", "lockDuration: 3_600_000,"),
    files: [queueTest("deaths")],
    pattern: "an event",
  },
  {
    hazard: "R6",
    what: "nothing is kept of a delivery",
    ...edit(`${QUEUE}/lanes.ts`, `moveToCompleted(job, "", { count: 0 }`, `moveToCompleted(job, "", { count: -1 }`),
    files: [queueTest("lanes")],
    pattern: "keeps nothing",
  },
  {
    hazard: "R6",
    what: "nothing is kept of a ticket for a slot",
    ...edit(
      `${QUEUE}/ticket-jobs.ts`,
      `    { attempts: 1, removeOnComplete: true, delay: 0, deduplication },`,
      `    { attempts: 1, removeOnComplete: false, delay: 0, deduplication },`,
    ),
    files: [queueTest("lanes")],
    pattern: "keeps nothing",
  },
  {
    hazard: "R6",
    what: "nothing is kept of a ticket for a moment",
    ...edit(
      `${QUEUE}/ticket-jobs.ts`,
      "{ attempts: 1, removeOnComplete: true, delay, deduplication }",
      "{ attempts: 1, removeOnComplete: false, delay, deduplication }",
    ),
    files: [queueTest("lanes")],
    pattern: "keeps nothing",
  },
  {
    hazard: "R6",
    what: "nothing is kept of a ticket that failed",
    ...edit(`${QUEUE}/ticket-worker.ts`, "removeOnFail: { count: 0 },", ""),
    files: [queueTest("lanes")],
    pattern: "keeps nothing",
  },
  {
    hazard: "R6",
    what: "nothing is kept of the sweeper's walks",
    ...edit(`${QUEUE}/sweeper.ts`, "removeOnComplete: { count: 0 },", ""),
    files: [queueTest("sweeper")],
  },
  {
    hazard: "R6",
    what: "nor of those that failed",
    ...edit(`${QUEUE}/sweeper.ts`, "removeOnFail: { count: 0 },", ""),
    files: [queueTest("sweeper")],
  },
  {
    hazard: "R6",
    what: "nothing is kept of an event for a webhook",
    ...edit(
      `${QUEUE}/webhook-queues.ts`,
      `backoff: { type: "fixed", delay: 5_000 }, removeOnComplete: true }`,
      `backoff: { type: "fixed", delay: 5_000 }, removeOnComplete: false }`,
    ),
    files: [queueTest("webhook-queues")],
    pattern: "keeps nothing",
  },
  {
    hazard: "R7",
    what: "a delivery that failed waits for its time",
    ...edit(
      `${QUEUE}/lanes.ts`,
      "backendOf(claim.lane).moveToDelayed(claim.deliveryId, nowMs, delay, claim.token, { skipAttempt: true }),",
      "backendOf(claim.lane).moveJobFromActiveToWait(claim.deliveryId, claim.token) as Promise<unknown> & { delay?: typeof delay },",
    ),
    files: [queueTest("lanes")],
    pattern: "postpones",
  },
  {
    hazard: "R7",
    what: "an event that failed is tried again",
    ...edit(`${QUEUE}/webhook-queues.ts`, "attempts: 1_000_000,", ""),
    files: [queueTest("webhook-queues")],
    pattern: "tries an event again",
  },
];
