import { type Entry, edit } from "../guard.ts";

const QUEUE = "packages/queue/src";
const WORKER = "services/worker/src";
const LIMITS = "packages/limits/src/lua";
const queueTest = (name: string): string => `packages/queue/test/${name}.test.ts`;
const workerTest = (name: string): string => `services/worker/test/${name}.test.ts`;
const LIMITS_TEST = "packages/limits/test/limits.test.ts";

/** BullMQ and ioredis. */
export const BULLMQ_IOREDIS: readonly Entry[] = [
  {
    hazard: "B1",
    what: "the ledger is asked before every send",
    ...edit(
      `${WORKER}/prepare-delivery.ts`,
      `if (delivery.state === "delivered" || delivery.state === "failed") return { kind: "ended" };`,
      "",
    ),
    files: [workerTest("sessions")],
    pattern: "delivered already",
  },
  {
    hazard: "B1",
    what: "one claim alone marks the dot",
    ...edit("packages/ledger/src/lua/mark-dot-1.lua", "if state == 'open' then", "if state then"),
    files: ["packages/ledger/test/ledger-store.test.ts"],
    pattern: "mark the dot",
  },
  {
    hazard: "B1",
    what: "the mark is waited for before the dot",
    ...edit(
      `${WORKER}/transact.ts`,
      "return await deps.ledger.markDot(claim.deliveryId, claim.token);",
      `await deps.ledger.markDot(claim.deliveryId, claim.token);
    return true;`,
    ),
    files: [workerTest("transact")],
  },
  {
    hazard: "B2",
    what: "what was delivered stays delivered, whatever else is said of it",
    ...edit(
      "packages/ledger/src/lua/settle-2.lua",
      "if state == 'delivered' or state == 'failed' then return -2 end",
      "",
    ),
    files: ["packages/ledger/test/ledger-store.test.ts"],
  },
  {
    hazard: "B3",
    what: "a ticket is run again however many workers have died over it",
    ...edit(`${QUEUE}/ticket-worker.ts`, "maxStalledCount: 1_000_000,", ""),
    files: [queueTest("deaths")],
    pattern: "a ticket",
  },
  {
    hazard: "B3",
    what: "an event is sent again however many processes have died over it",
    ...edit(`${QUEUE}/webhook-queues.ts`, "maxStalledCount: 1_000_000,", ""),
    files: [queueTest("deaths")],
    pattern: "an event",
  },
  {
    hazard: "B3",
    what: "a delivery can be claimed again however many workers have died over it",
    files: [queueTest("deaths")],
    pattern: "a delivery",
  },
  {
    hazard: "B3",
    what: "the stall limit of lanes and sweeper",
    because:
      "BullMQ only notes it on the job (`defa`), and its own workers alone look at that note: lanes claim by themselves; jobs of a scheduler, as the sweeper's, are exempt (moveStalledJobsToWait-9.lua)",
  },
  {
    hazard: "B3",
    what: "claims of the dead go back",
    ...edit(`${QUEUE}/lanes.ts`, "return (await backend.moveStalledJobsToWait()).length;", "return backend ? 0 : 1;"),
    files: [queueTest("lanes")],
    pattern: "gives what a dead worker held",
  },
  {
    hazard: "B3",
    what: "the sweeper gives mail without a ticket one",
    ...edit(
      `${QUEUE}/offer-what-is-due.ts`,
      "else await lanes.offerTicket(lane, maxConnections(lane));",
      "else maxConnections(lane);",
    ),
    files: [queueTest("lanes")],
    pattern: "heals: mail without a ticket",
  },
  {
    hazard: "B4",
    what: "a ticket that hangs does not keep a worker from its end",
    ...edit(
      `${QUEUE}/ticket-worker.ts`,
      `if ((await Promise.race([closing, limit])) === "late") {`,
      `if ((await Promise.race([closing.then(() => limit)])) === "late") {`,
    ),
    files: [queueTest("ticket-worker")],
    pattern: "\\(B4\\)",
  },
  {
    hazard: "B4",
    what: "nor does an event that hangs",
    ...edit(
      `${QUEUE}/webhook-queues.ts`,
      `if ((await Promise.race([closing, limit])) === "late") {`,
      `if ((await Promise.race([closing.then(() => limit)])) === "late") {`,
    ),
    files: [queueTest("webhook-queues")],
    pattern: "\\(B4\\)",
  },
  {
    hazard: "B4",
    what: "nor do sessions that hang",
    ...edit(
      `${WORKER}/session-keeper.ts`,
      "while (places > 0 && performance.now() < until)",
      "while (places > 0 && until > 0)",
    ),
    files: [workerTest("session-keeper")],
    pattern: "waited for at a stop",
  },
  {
    hazard: "B4",
    what: "claims go back before a worker ends",
    ...edit(
      `${WORKER}/end-session.ts`,
      `for (const claim of claims) await attempt("a delivery", () => deps.lanes.giveBack(claim));`,
      "",
    ),
    files: [workerTest("stopping")],
    pattern: "while it connects",
  },
  {
    hazard: "B5",
    what: "no dot without the lock, by the local clock",
    ...edit(
      `${WORKER}/transact.ts`,
      "return !session.abort.signal.aborted && holds(claim, now) && now < session.leaseValidUntil;",
      "return !session.abort.signal.aborted && now < session.leaseValidUntil + Number(holds(claim, now)) * 0;",
    ),
    files: [workerTest("transact")],
  },
  {
    hazard: "B5",
    what: "no dot without the lease, by the local clock",
    ...edit(`${WORKER}/transact.ts`, " && now < session.leaseValidUntil;", ";"),
    files: [workerTest("transact")],
  },
  {
    hazard: "B5",
    what: "no dot once the session is told to stop",
    ...edit(`${WORKER}/transact.ts`, "return !session.abort.signal.aborted && ", "return "),
    files: [workerTest("transact")],
  },
  {
    hazard: "B5",
    what: "the client asks in the turn of the dot",
    ...edit("packages/smtp-client/src/transaction.ts", "if (!this.#maySendDot()) return void this.abort();", ""),
    files: ["packages/smtp-client/test/content.test.ts"],
    pattern: "no dot|maySendDot",
  },
  {
    hazard: "B5",
    what: "a lost claim ends its session",
    ...edit(
      `${WORKER}/session-keeper.ts`,
      `claim.validUntil = 0;
    stopSession(session, "lease lost");`,
      "",
    ),
    files: [workerTest("session-keeper")],
    pattern: "is lost",
  },
  {
    hazard: "B5",
    what: "a lost lease ends its session",
    ...edit(`${WORKER}/session-keeper.ts`, `else if (sessions.has(session)) stopSession(session, "lease lost");`, ""),
    files: [workerTest("session-keeper")],
    pattern: "is lost",
  },
  {
    hazard: "B6",
    what: "a lost connection to Redis comes back within a second",
    ...edit(
      "packages/redis/src/connect.ts",
      `    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 5), 1_000),
    ...(`,
      `    retryStrategy: (times) => times * 15_000,
    ...(`,
    ),
    files: [queueTest("ticket-worker")],
    pattern: "\\(B6\\)",
  },
  {
    hazard: "B6",
    what: "`runRetryDelay`",
    because:
      "BullMQ waits it out after a command that failed for a closed or refused connection; commands of a patient client wait instead, so none fails like that",
  },
  {
    hazard: "B7",
    what: "a worker runs no more tickets than it may, over all shards",
    ...edit(
      `${QUEUE}/ticket-worker.ts`,
      "concurrency: Math.ceil(options.concurrency / options.shards),",
      "concurrency: options.concurrency,",
    ),
    files: [queueTest("lanes")],
    pattern: "runs no more tickets",
  },
  {
    hazard: "B7",
    what: "a worker has no more sessions than it may",
    ...edit(
      `${WORKER}/admission.ts`,
      "return free > 0 && (ofLane === 0 || ofLane < free);",
      "return free > -1_000 && ofLane < 1_000;",
    ),
    files: [workerTest("admission"), workerTest("sessions")],
    pattern: "never has more connections",
  },
  {
    hazard: "B8",
    what: "accepting fails within a second while Redis hangs",
    ...edit("packages/redis/src/connect.ts", "commandTimeout: 1_000,", ""),
    files: ["packages/intake/test/accept.test.ts"],
    pattern: "while Redis hangs",
  },
  {
    hazard: "B9",
    what: "eviction is an error, not a warning",
    ...edit(
      "packages/redis/src/check-server.ts",
      "    throw new Error(`${where} has maxmemory-policy",
      "    return Array.of(`${where} has maxmemory-policy",
    ),
    files: ["packages/redis/test/check-server.test.ts"],
    pattern: "refuses a server",
  },
  {
    hazard: "B10",
    what: "connections of a lane",
    ...edit(
      `${LIMITS}/take-lease-4.lua`,
      "if not again and redis.call('ZCARD', KEYS[1]) >= max then",
      "if not again and redis.call('ZCARD', KEYS[1]) > max then",
    ),
    files: [LIMITS_TEST],
    pattern: "up to the limit",
  },
  {
    hazard: "B10",
    what: "nobody connects while it is not known who holds a lease",
    ...edit(
      `${LIMITS}/take-lease-4.lua`,
      "if not again and (now < from or now > tonumber(ARGV[5])) then return",
      "if now < 0 then return",
    ),
    files: [LIMITS_TEST],
  },
  {
    hazard: "B10",
    what: "nobody connects during an outage",
    ...edit(`${LIMITS}/take-lease-4.lua`, "if ends > now then return", "if ends < 0 then return"),
    files: [LIMITS_TEST],
    pattern: "refuses leases until its end",
  },
  {
    hazard: "B10",
    what: "one probes when an outage ends",
    ...edit(
      `${LIMITS}/take-lease-4.lua`,
      `if streak > 0 then
  max = 1
elseif`,
      "if",
    ),
    files: [LIMITS_TEST],
    pattern: "then lets one probe",
  },
  {
    hazard: "B10",
    what: "connections of a site",
    ...edit(
      `${LIMITS}/take-site-lease-3.lua`,
      "redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1])) then",
      "redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[1])) then",
    ),
    files: [LIMITS_TEST],
    pattern: "is shared by lanes",
  },
  {
    hazard: "B10",
    what: "deliveries of a burst",
    ...edit(
      `${LIMITS}/begin-in-burst-2.lua`,
      "if started >= max then return { -1, 0, now } end",
      "if started > max then return { -1, 0, now } end",
    ),
    files: [LIMITS_TEST],
    pattern: "starts so many|never lets more",
  },
  {
    hazard: "B10",
    what: "the pause behind a burst",
    ...edit(`${LIMITS}/begin-in-burst-2.lua`, "if pauseUntil > now then return { 0, pauseUntil, now } end", ""),
    files: [LIMITS_TEST],
    pattern: "starts so many|never lets more",
  },
  {
    hazard: "B11",
    what: "jobs of deliveries are pointers",
    ...edit(
      `${QUEUE}/ticket-jobs.ts`,
      `json("delivery", "{}", {`,
      `json("delivery", JSON.stringify({ body: "Hello" }), {`,
    ),
    files: [queueTest("lanes")],
    pattern: "has pointers",
  },
  {
    hazard: "B11",
    what: "events for webhooks hold no secret",
    files: ["services/api/test/no-secret-shows.test.ts"],
    pattern: "what lies in Redis",
  },
  {
    hazard: "B12",
    what: "what must be written is tried again after any error",
    ...edit(
      `${WORKER}/persist.ts`,
      `      deps.log.warn(`,
      `      if (!String(error).includes("ECONNREFUSED") && !String(error).includes("closed")) throw error;
      deps.log.warn(`,
    ),
    files: [workerTest("persist")],
  },
  {
    hazard: "B12",
    what: "a Redis that refuses is not asked without pause",
    ...edit(
      `${QUEUE}/unhurried-worker.ts`,
      "if (isRedisAway(error)) await sleep(REFUSED_MS);",
      "void sleep, isRedisAway, REFUSED_MS;",
    ),
    files: [queueTest("ticket-worker")],
    pattern: "\\(B12\\)",
  },
];
