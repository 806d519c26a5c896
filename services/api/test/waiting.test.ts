import { createSuspensionStore } from "@postlane/control";
import { migrate } from "@postlane/database";
import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import { createBurstLimits, createLaneLimits, createSiteLimits } from "@postlane/limits";
import {
  DEFAULT_RULE,
  deliveryIdOf,
  type DeliveryState,
  freshProgress,
  type LaneKey,
  type Progress,
} from "@postlane/mail";
import { createRecordWriter } from "@postlane/records";
import { keys } from "@postlane/redis";
import { type RedisServer, startRedis, steadyPulse } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { messageRoutes } from "../src/messages/message-routes.ts";
import { waitingRoutes } from "../src/waiting/waiting-routes.ts";
import { buildRecord, LOG_DATABASES, type LogDatabase, newId } from "./log-fixture.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

const LEASE_MS = 60_000;
const LANE = "direct:b.test";
const WORKER = "w-1";
const INLINE = "redis:";

describe.each(LOG_DATABASES)("why a message waits, on %s", (_name, open) => {
  let server: RedisServer;
  let log: LogDatabase;
  let api: TestApi;
  let ledger: LedgerStore;

  beforeAll(async () => {
    server = await startRedis();
    log = await open();
    await migrate(log.database);
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await log?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    await api?.redis.flushall();
    await api?.close();
    api = await startTestApi(server.url, null, (redis, { waiting }) => {
      ledger = createLedgerStore(redis);
      const sources = { database: log.database, redis, ledger, waiting };
      return [messageRoutes({ ...sources, spool: {} as never }), waitingRoutes(sources)];
    });
    await signIn(WORKER);
  });

  const signIn = (worker: string): Promise<unknown> => api.redis.zadd(keys.workersAlive(), String(Date.now()), worker);

  interface Waiting {
    readonly lane?: LaneKey;
    readonly state?: DeliveryState;
    readonly progress?: Partial<Progress>;
    readonly dueInMs?: number;
    /** False: it is in no lane. */
    readonly queued?: boolean;
    readonly committed?: boolean;
    readonly spoolRef?: string;
  }

  /** A message with one delivery for b.test. @returns its id and the delivery's */
  async function accept(some: Waiting = {}): Promise<{ id: string; deliveryId: string }> {
    const { lane = LANE, state = "open", progress = {}, dueInMs = 0, queued = true, committed = true } = some;
    const id = newId();
    const deliveryId = deliveryIdOf(id, 0);
    const { spoolRef = `${INLINE}${id}` } = some;
    if (spoolRef === `${INLINE}${id}`) await api.redis.set(keys.body(id), "Subject: x\r\n\r\nx\r\n");
    if (queued) await api.lanes.enqueue(deliveryId, lane, dueInMs === 0 ? 0 : Date.now() + dueInMs);
    if (committed) {
      const head = {
        messageId: id,
        envelope: { reversePath: "s@x.test" },
        receivedAtMs: Date.now(),
        sizeBytes: 1,
        spoolRef,
      };
      const whole = { ...freshProgress(Date.now()), ...progress };
      const delivery = {
        deliveryId,
        domain: "b.test",
        lane,
        state: "open" as const,
        recipients: [{ address: "a@b.test" }],
        progress: whole,
      };
      await ledger.create(head, [delivery]);
      if (state !== "open") await ledger.settle(deliveryId, "t", state as "held");
    }
    return { id, deliveryId };
  }

  interface Told {
    readonly until: string;
    readonly estimate: { readonly at: string };
  }

  async function ask(id: string): Promise<Told> {
    const { status, body } = await api.call("GET", `/v1/messages/${id}/waiting`);
    expect([status, body.complete, body.deliveries?.length]).toEqual([200, true, 1]);
    return body.deliveries[0];
  }

  const after = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const closeTo = (iso: string, ms: number): void =>
    expect(Math.abs(Date.parse(iso) - Date.now() - ms)).toBeLessThan(8_000);

  test("for its retry: until when, set by which field of which rule, and what the server said last", async () => {
    await api.call("POST", "/v1/domain-rules", { domain: "*.test", failureDelaySeconds: 60 });
    const { id, deliveryId } = await accept({ dueInMs: 60_000, progress: { attempts: 1, directAttempts: 1 } });
    await createRecordWriter({ redis: api.redis, maxLength: 1_000 }).append(
      buildRecord("deferred", id, {
        deliveryId,
        step: "rcpt",
        reply: { code: 450, enhancedCode: "4.2.0", text: "Greylisted" },
      }),
    );
    const told = await ask(id);
    expect(told).toMatchObject({
      delivery_id: deliveryId,
      lane: LANE,
      recipients: ["a@b.test"],
      cause: "retry",
      set_by: { section: "domainRules", key: "*.test", field: "failureDelaySeconds", value: 60 },
      place: { at: 1, of: 1 },
      attempts: 1,
      last_failure: { step: "rcpt", reply: "450 Greylisted" },
    });
    closeTo(told.until, 60_000);
    closeTo(told.estimate.at, 60_300);
  });

  test("for the pause after a burst", async () => {
    const pace = { ...DEFAULT_RULE, maxContinuous: 1, continuingDelaySeconds: 30 };
    await api.call("POST", "/v1/domain-rules", { domain: "b.test", maxContinuous: 1, continuingDelaySeconds: 30 });
    const { id } = await accept();
    const bursts = createBurstLimits(api.redis, LEASE_MS, steadyPulse);
    await bursts.begin(LANE, pace, "w:1", "other");
    expect(await ask(id)).toMatchObject({ cause: "burst_pause", set_by: { field: "maxContinuous", value: 1 } });
    await bursts.end(LANE, pace, "w:1", "other", true);
    const told = await ask(id);
    expect(told).toMatchObject({
      cause: "burst_pause",
      set_by: { section: "domainRules", key: "b.test", field: "continuingDelaySeconds", value: 30 },
    });
    closeTo(told.until, 30_000);
    closeTo(told.estimate.at, 30_300);
  });

  test("for a connection: n of m, by which workers, since when; its place among the others", async () => {
    await api.call("POST", "/v1/domain-rules", { domain: "b.test", maxConnections: 2 });
    const limits = createLaneLimits(api.redis, LEASE_MS, steadyPulse);
    for (const lease of ["w-1:1", "w-2:9"]) await limits.takeLease(LANE, 2, lease);
    await accept();
    await accept();
    const { id } = await accept();
    await api.lanes.claim(LANE, "w-1:1");
    expect(await ask(id)).toMatchObject({
      cause: "connection_limit",
      summary: "All connections of the lane are in use by w-1, w-2 (2 of 2).",
      set_by: { key: "b.test", field: "maxConnections", value: 2 },
      place: { at: 2, of: 2 },
      connections: {
        in_use: 2,
        limit: 2,
        holders: [
          { worker: "w-1", doing: "sending", since: expect.any(String) },
          { worker: "w-2", doing: "opening" },
        ],
      },
      estimate: { basis: "assumed" },
    });
  });

  test("for the site its domain shares, with the lanes that hold it", async () => {
    const sites = createSiteLimits(api.redis, LEASE_MS, steadyPulse);
    const limits = createLaneLimits(api.redis, LEASE_MS, steadyPulse);
    await api.call("POST", "/v1/domain-rules", { domain: "b.test", maxConnections: 1 });
    await sites.takeLease("mx.host.test", 1, "w-1:4", "direct:c.test");
    await sites.takeLease("mx.host.test", 1, "w-1:5", LANE);
    await limits.noteSite(LANE, "mx.host.test");
    const { id } = await accept();
    expect(await ask(id)).toMatchObject({
      cause: "site_limit",
      set_by: { field: "maxConnections", value: 1 },
      site: {
        name: "mx.host.test",
        in_use: 1,
        limit: 1,
        lanes: 2,
        holders: [{ worker: "w-1", lane: "direct:c.test" }],
        in_line_since: expect.any(String),
      },
      estimate: { connections: 0.5 },
    });
  });

  test("for the end of an outage, with its last error", async () => {
    const limits = createLaneLimits(api.redis, LEASE_MS, steadyPulse);
    await limits.takeLease(LANE, 5, "w-1:1");
    await limits.countOutage(LANE, "w-1:1", 0, 90_000, "connect ECONNREFUSED 192.0.2.1:25");
    await limits.returnLease(LANE, "w-1:1");
    const { id } = await accept();
    const told = await ask(id);
    expect(told).toMatchObject({
      cause: "outage",
      summary: expect.stringContaining("once: connect ECONNREFUSED 192.0.2.1:25."),
      set_by: { field: "failureDelaySeconds" },
    });
    closeTo(told.until, 90_000);
  });

  test("for a worker: none is running, one died with it, one has it in hand", async () => {
    const { id } = await accept();
    expect(await ask(id)).toMatchObject({ cause: "turn", place: { at: 1, of: 1 } });
    await api.redis.zadd(keys.workersAlive(), String(Date.now() - 30_000), WORKER);
    expect(await ask(id)).toMatchObject({ cause: "no_worker" });
    await signIn("w-2");
    await api.lanes.claim(LANE, `${WORKER}:3`);
    expect(await ask(id)).toMatchObject({ cause: "worker_died", worker: WORKER });
    await signIn(WORKER);
    const told = await ask(id);
    expect(told).toMatchObject({ cause: "sending", worker: WORKER, since: expect.any(String) });
    expect(told).not.toHaveProperty("estimate");
  });

  test("for free sessions of the workers, when tickets queue up", async () => {
    const { id } = await accept();
    await api.lanes.offerTicket(LANE, 5, 2);
    expect(await ask(id)).toMatchObject({ cause: "workers_busy", summary: expect.stringContaining("2 tickets") });
  });

  test("for somebody who suspended the lane, its domain or everything, until they resume it", async () => {
    const { id } = await accept();
    const store = createSuspensionStore(api.redis);
    const word = { by: "ann", reason: "their servers move", sinceMs: Date.now() };
    await store.add({ target: { kind: "lane", lane: LANE }, ...word, untilMs: Date.now() + 60_000 });
    const told = await ask(id);
    expect(told).toMatchObject({ cause: "suspended", summary: expect.stringContaining("by ann until") });
    closeTo(told.estimate.at, 60_300);
    await store.add({ target: { kind: "domain", domain: "b.test" }, ...word });
    const forever = await ask(id);
    expect(forever).toMatchObject({
      cause: "suspended",
      summary: "Mail for b.test is suspended by ann until somebody resumes it: their servers move.",
    });
    expect(forever).not.toHaveProperty("estimate");
  });

  test("for a person, when it is held", async () => {
    const { id } = await accept({ state: "held" });
    expect(await ask(id)).toMatchObject({ cause: "held" });
    await api.call("POST", "/v1/domain-rules", { domain: "b.test", uncertain: "hold" });
    expect(await ask(id)).toMatchObject({
      cause: "held",
      set_by: { key: "b.test", field: "uncertain", value: "hold" },
    });
  });

  test("for what somebody wants of it, and for who held it and why", async () => {
    const { id, deliveryId } = await accept();
    const wish = { id: "1", action: "hold", by: "ann", reason: "looks odd", atMs: Date.now() } as const;
    await ledger.wish(deliveryId, wish, "open");
    expect(await ask(id)).toMatchObject({ cause: "wish", summary: expect.stringContaining("ann wants it held") });
    await ledger.takeWish(deliveryId, "1");
    const hold = { by: "ann", reason: "looks odd", sinceMs: wish.atMs };
    await ledger.fulfilWish(deliveryId, "1", { state: "held", hold });
    expect(await ask(id)).toMatchObject({
      cause: "held",
      summary: "Held by ann (looks odd): it waits until somebody releases or cancels it.",
      since: new Date(wish.atMs).toISOString(),
    });
  });

  test("for an answer to its final dot, from a worker that lives or does not", async () => {
    const { id, deliveryId } = await accept();
    const claim = (await api.lanes.claim(LANE, `${WORKER}:3`))!;
    await ledger.markDot(deliveryId, claim.token);
    expect(await ask(id)).toMatchObject({ cause: "sending", worker: WORKER });
    await api.lanes.postpone(claim, Date.now() + 10_000);
    expect(await ask(id)).toMatchObject({ cause: "answering", worker: WORKER });
    await api.redis.zrem(keys.workersAlive(), WORKER);
    expect(await ask(id)).toMatchObject({ cause: "uncertain", set_by: { field: "uncertain", value: "retry" } });
  });

  test("for its submission to end: it is in a lane and has no ledger", async () => {
    const { id } = await accept({ committed: false });
    expect(await ask(id)).toMatchObject({ cause: "uncommitted", lane: LANE, recipient_count: 0, place: { at: 1 } });
  });

  test("for a way, when the rules or the relays leave none", async () => {
    await api.call("POST", "/v1/relays", { id: "r", host: "h.test", enabled: false });
    const relayed = await accept({ lane: "relay:r", progress: { attempts: 8, directAttempts: 8 } });
    expect(await ask(relayed.id)).toMatchObject({ cause: "no_way", set_by: { field: "relayAttempts" } });
    await api.call("POST", "/v1/relays", { id: "s", host: "h.test" });
    expect(await ask(relayed.id)).toMatchObject({
      cause: "relay_off",
      set_by: { section: "relays", key: "r", field: "enabled", value: false },
    });
    await api.call("DELETE", "/v1/relays/s");
    await api.call("POST", "/v1/domain-rules", { domain: "b.test", directAttempts: 0 });
    const direct = await accept({ dueInMs: 300_000 });
    expect(await ask(direct.id)).toMatchObject({ cause: "no_way", set_by: { field: "directAttempts", value: 0 } });
  });

  test("for a place in a lane: on its way from another, or in none", async () => {
    const { id, deliveryId } = await accept({ queued: false });
    expect(await ask(id)).toMatchObject({ cause: "job_missing" });
    await api.call("POST", "/v1/relays", { id: "r", host: "h.test" });
    await api.lanes.enqueue(deliveryId, "relay:r");
    expect(await ask(id)).toMatchObject({ cause: "moving", other_lane: "relay:r" });
  });

  test("for its content, or for the next look", async () => {
    const lost = await accept({ dueInMs: 60_000, spoolRef: `${INLINE}${newId()}` });
    expect(await ask(lost.id)).toMatchObject({ cause: "body_missing" });
    const whole = await accept({ dueInMs: 60_000 });
    expect(await ask(whole.id)).toMatchObject({ cause: "look_again" });
  });

  test("tells each open delivery of a message, and none of those that ended", async () => {
    const id = newId();
    const head = {
      messageId: id,
      envelope: { reversePath: "" },
      receivedAtMs: Date.now(),
      sizeBytes: 1,
      spoolRef: `${INLINE}${id}`,
    };
    const lanes: LaneKey[] = ["direct:a.test", "direct:b.test", "direct:c.test"];
    const deliveries = lanes.map((lane, n) => ({
      deliveryId: deliveryIdOf(id, n),
      domain: lane.slice(7),
      lane,
      state: "open" as const,
      recipients: [{ address: `x@${lane.slice(7)}` }],
      progress: freshProgress(Date.now()),
    }));
    await ledger.create(head, deliveries);
    for (const { deliveryId, lane } of deliveries)
      await api.lanes.enqueue(deliveryId, lane, lane === "direct:c.test" ? Date.now() + 9_000 : 0);
    await ledger.settle(deliveryIdOf(id, 0), "t", "delivered");
    const { body } = await api.call("GET", `/v1/messages/${id.toUpperCase()}/waiting`);
    expect(body.deliveries.map(({ lane, cause }: { lane: string; cause: string }) => [lane, cause])).toEqual([
      ["direct:b.test", "turn"],
      ["direct:c.test", "body_missing"],
    ]);
    const { body: trace } = await api.call("GET", `/v1/messages/${id}`);
    const short = trace.recipients.map(({ address, waiting }: { address: string; waiting?: { cause: string } }) => [
      address,
      waiting?.cause,
    ]);
    expect(short).toContainEqual(["x@b.test", "turn"]);
    expect(short).toContainEqual(["x@c.test", "body_missing"]);
    expect(trace.recipients.find(({ address }: { address: string }) => address === "x@b.test").waiting).toEqual({
      cause: "turn",
      summary: expect.any(String),
      estimated_at: expect.any(String),
    });
  });

  test("a finished message waits no more; an unknown one is not found; nonsense is refused; nobody asks without a token", async () => {
    const id = newId();
    await createRecordWriter({ redis: api.redis, maxLength: 1_000 }).append(buildRecord("delivered", id));
    const { status, body } = await api.call("GET", `/v1/messages/${id}/waiting`);
    expect([status, body]).toEqual([200, { message_id: id, deliveries: [], complete: true }]);
    expect((await api.call("GET", `/v1/messages/${newId()}/waiting`)).body.code).toBe("not_found");
    const refused = await api.call("GET", "/v1/messages/nonsense/waiting");
    expect([refused.status, Object.keys(refused.errors)]).toEqual([400, ["id"]]);
    expect((await api.call("GET", `/v1/messages/${id}/waiting`, undefined, { authorization: "" })).status).toBe(401);
  });

  test("the list of lanes and the lane itself say what holds them", async () => {
    await accept({ dueInMs: 60_000, progress: { attempts: 1, directAttempts: 1 } });
    await accept({ lane: "direct:c.test" });
    const { body } = await api.call("GET", "/v1/lanes");
    const causes = body.items.map(({ lane, waiting_for: held }: { lane: string; waiting_for: { cause: string } }) => [
      lane,
      held.cause,
    ]);
    expect(new Map(causes)).toEqual(
      new Map([
        [LANE, "retry"],
        ["direct:c.test", "turn"],
      ]),
    );
    const { body: lane } = await api.call("GET", `/v1/lanes/${LANE}`);
    expect(lane).toMatchObject({ waiting: 0, delayed: 1, waiting_for: { cause: "retry" }, workers_alive: 1 });
    closeTo(lane.all_sent.at, 60_300);
    expect(lane).not.toHaveProperty("due_sent");
    expect(after(0) < lane.all_sent.at).toBe(true);
  });
});

test("without Redis nobody can say: 503, not a guess", async () => {
  const server = await startRedis();
  const log = await LOG_DATABASES[0]![1]();
  await migrate(log.database);
  const api = await startTestApi(server.url, null, (redis, { waiting }) => [
    waitingRoutes({ database: log.database, redis, ledger: createLedgerStore(redis), waiting }),
  ]);
  try {
    await server.stop();
    const { status, body } = await api.call("GET", `/v1/messages/${newId()}/waiting`);
    expect([status, body.code]).toEqual([503, "unavailable"]);
  } finally {
    await api.close();
    await log.stop();
  }
});
