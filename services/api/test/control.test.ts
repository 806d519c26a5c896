import { randomUUID } from "node:crypto";
import { createLogWriter, migrate } from "@postlane/database";
import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import { freshProgress, type LaneKey, type LogRecord } from "@postlane/mail";
import { keys } from "@postlane/redis";
import { createSpool } from "@postlane/spool";
import { type RedisServer, readRecords, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ControlRouteDeps, controlRoutes } from "../src/control/control-routes.ts";
import { createOperations, type Operations } from "../src/control/create-operations.ts";
import { openControl } from "../src/control/open-control.ts";
import { NO_COUNTS, type Operation } from "../src/control/operation.ts";
import { createOperationStore } from "../src/control/operation-store.ts";
import { buildRecord, LOG_DATABASES, type LogDatabase, newId, until } from "./log-fixture.ts";
import { type Answer, lane, startTestApi, type TestApi } from "./start-test-api.ts";

describe.each(LOG_DATABASES)("control on %s", (_name, open) => {
  let server: RedisServer;
  let log: LogDatabase;
  let api: TestApi;
  let ledger: LedgerStore;
  let control: ControlRouteDeps;
  let closeOperations: () => unknown;
  /** Records whose senders were to be told. */
  const told: LogRecord[] = [];
  let write: (records: readonly LogRecord[]) => Promise<void>;

  beforeAll(async () => {
    server = await startRedis();
    log = await open();
    await migrate(log.database);
    write = createLogWriter(log.database).write;
    api = await startTestApi(server.url, null, (redis, { lanes, store: settings, logger, audit }) => [
      async (app) => {
        ledger = createLedgerStore(redis);
        const spool = await createSpool({ redis, directory: "/nonexistent", inlineMaxBytes: 1_000 });
        const lifecycle = { onClose: (_what: string, close: () => unknown) => void (closeOperations = close) };
        const limits = { recordsMax: 100_000, lockMs: 60_000 };
        control = openControl({
          redis,
          database: log.database,
          ledger,
          spool,
          lanes,
          settings,
          audit,
          reporter: { newMessageId: newId, tell: async (_entry, records) => (told.push(...records), records) },
          ...limits,
          logger,
          lifecycle,
        });
        await app.register(controlRoutes(control));
      },
    ]);
  }, 60_000);
  afterAll(async () => {
    await closeOperations();
    await api?.close();
    await log?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    await api.redis.flushall();
    told.length = 0;
    const { version, settings } = await api.store.refresh();
    if (version === 0 || settings.relays.length === 0) {
      await api.call("POST", "/v1/relays", { id: "r", host: "h.example" });
      await api.call("POST", "/v1/relays", { id: "off", host: "h.example", enabled: false });
    }
  });

  /** Accepts a message with one delivery for each domain. @returns its id */
  async function accept(
    domains: readonly string[] = ["b.test"],
    laneOf = (domain: string): LaneKey => `direct:${domain}`,
    dueAtMs = 0,
  ) {
    const messageId = newId();
    const deliveries = domains.map((domain, n) => ({
      deliveryId: `${messageId}.${n}`,
      domain,
      lane: laneOf(domain),
      state: "open" as const,
      recipients: [{ address: `r@${domain}` }],
      progress: freshProgress(Date.now()),
    }));
    for (const { deliveryId, lane: to } of deliveries) await api.lanes.enqueue(deliveryId, to, dueAtMs);
    const head = { messageId, envelope: { reversePath: "s@a.test" }, receivedAtMs: Date.now(), sizeBytes: 1 };
    await ledger.create({ ...head, spoolRef: `redis:${messageId}` }, deliveries);
    return messageId;
  }
  /** The same, and its acceptance is in the log. */
  async function logged(sender: string, domains?: readonly string[]): Promise<string> {
    const id = await accept(domains);
    await write([
      buildRecord("received", id, { reversePath: sender, recipients: (domains ?? ["b.test"]).map((d) => `r@${d}`) }),
    ]);
    return id;
  }
  const post = (path: string, body: unknown) => api.call("POST", path, body);
  const states = async (id: string) => (await ledger.readMessage(id))?.deliveries.map(({ state }) => state);
  const audited = async () =>
    (await api.redis.xrange(keys.audit(), "-", "+"))
      .map(([, fields]) => JSON.parse(fields[1]!))
      .filter(({ action }) => action !== "settings.changed");
  async function ended(answer: Answer): Promise<Answer["body"]> {
    let { body } = answer;
    await until(async () => {
      ({ body } = await api.call("GET", `/v1/operations/${answer.body.id}`));
      return body.state !== "running";
    }, "the operation ends");
    return body;
  }

  describe("POST /v1/messages/{id}/actions", () => {
    test("cancels every delivery that is left, tells who and why, and is in the audit log", async () => {
      const id = await accept(["b.test", "c.test"]);
      const answer = await post(`/v1/messages/${id.toUpperCase()}/actions`, { action: "cancel", reason: "spam" });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        operation_id: expect.any(String),
        action: "cancel",
        dry_run: false,
        deliveries: [
          { delivery_id: `${id}.0`, domain: "b.test", recipients: ["r@b.test"], result: "done" },
          { delivery_id: `${id}.1`, domain: "c.test", recipients: ["r@c.test"], result: "done" },
        ],
      });
      expect(await ledger.readMessage(id)).toBeUndefined();
      const records = await readRecords(server.url);
      expect(records).toMatchObject([
        { kind: "cancelled", by: "admin token", detail: "spam" },
        { kind: "cancelled", by: "admin token", detail: "spam" },
      ]);
      expect(await audited()).toMatchObject([
        {
          actor: "admin token",
          action: "messages.cancel",
          target: id,
          clientAddress: "127.0.0.1",
          detail: { operation: answer.body.operation_id, reason: "spam" },
        },
      ]);
      const again = await post(`/v1/messages/${id}/actions`, { action: "cancel" });
      expect([again.status, again.body.code]).toEqual([409, "already_ended"]);
    });

    test("holds and releases; says what is being sent and what cannot be done", async () => {
      const id = await accept(["b.test", "c.test"]);
      await api.lanes.claim(lane("direct:b.test"), "w:1");
      const held = await post(`/v1/messages/${id}/actions`, { action: "hold" });
      expect(held.body.deliveries.map(({ result }: { result: string }) => result)).toEqual([
        "after_this_attempt",
        "done",
      ]);
      const again = await post(`/v1/messages/${id}/actions`, { action: "hold" });
      expect(again.body.deliveries[1]).toMatchObject({ result: "not_possible", detail: "it is held already" });
      const released = await post(`/v1/messages/${id}/actions`, { action: "release" });
      expect(released.body.deliveries).toMatchObject([{ result: "done" }, { result: "done" }]);
      expect(await states(id)).toEqual(["open", "open"]);
    });

    test("with dry_run changes nothing and leaves no trace", async () => {
      const id = await accept();
      const answer = await post(`/v1/messages/${id}/actions`, { action: "move", relay: "r", dry_run: true });
      expect(answer.body).toMatchObject({ dry_run: true, deliveries: [{ result: "done" }] });
      expect((await ledger.read(`${id}.0`))?.delivery).toMatchObject({ lane: "direct:b.test", state: "open" });
      expect(await audited()).toEqual([]);
    });

    test.each([
      [{}, ["b.test", "c.test"]],
      [{ tell_sender: true }, ["b.test", "c.test"]],
      [{ tell_sender: false }, []],
    ])("tells the sender of what is cancelled unless told not to: %j", async (more, domains) => {
      const id = await accept(["b.test", "c.test"]);
      expect((await post(`/v1/messages/${id}/actions`, { action: "cancel", ...more })).status).toBe(200);
      expect(told.map(({ kind, domain }) => [kind, domain]).sort()).toEqual(
        domains.map((domain) => ["cancelled", domain]),
      );
      expect(await states(id)).toBeUndefined();
    });

    test.each([
      [{ action: "hold", tell_sender: false }, 400, "/tell_sender"],
      [{}, 400, "/action"],
      [{ action: "explode" }, 400, "/action"],
      [{ action: "move" }, 400, "/relay"],
      [{ action: "cancel", relay: "r" }, 400, "/relay"],
      [{ action: "move", relay: "none" }, 422, "/relay"],
      [{ action: "move", relay: "off" }, 422, "/relay"],
      [{ action: "cancel", reason: "x".repeat(501) }, 400, "/reason"],
      [{ action: "cancel", why: "x" }, 400, "/why"],
    ])("refuses %j", async (body, status, field) => {
      const id = await accept();
      const answer = await post(`/v1/messages/${id}/actions`, body);
      expect([answer.status, Object.keys(answer.errors)]).toEqual([status, [field]]);
      expect(await states(id)).toEqual(["open"]);
      expect(await audited()).toEqual([]);
    });

    test("knows no other message", async () => {
      expect((await post(`/v1/messages/${newId()}/actions`, { action: "cancel" })).body.code).toBe("not_found");
      expect((await post("/v1/messages/nonsense/actions", { action: "cancel" })).errors).toHaveProperty("id");
      expect((await post(`/v1/messages/${randomUUID()}/actions`, { action: "cancel" })).status).toBe(400);
    });
  });

  describe("POST /v1/messages/actions", () => {
    test("by ids: those that are left are done, and it is told how many", async () => {
      const ids = [await accept(), await accept(["b.test", "c.test"]), newId()];
      const answer = await post("/v1/messages/actions", { action: "hold", ids, reason: "look first" });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ state: "finished", counted: 3, done: 3, not_possible: 0, expected: 3 });
      expect(answer.headers.get("location")).toBe(`/v1/operations/${answer.body.id}`);
      expect(await states(ids[1]!)).toEqual(["held", "held"]);
      await until(async () => (await audited()).length === 2, "the end is in the audit log");
      expect(await audited()).toMatchObject([
        { action: "messages.hold", target: answer.body.id, detail: { messages: 3, reason: "look first" } },
        { action: "operation.ended", target: answer.body.id, detail: { state: "finished", done: 3 } },
      ]);
    });

    test("by a search: only deliveries that its conditions speak of, only mail from before", async () => {
      const sender = `${randomUUID()}@a.test`;
      const ids = [
        await logged(sender, ["b.test", "c.test"]),
        await logged(sender, ["c.test"]),
        await logged("other@a.test"),
      ];
      const body = { action: "cancel", filter: { sender, domain: "C.test" } };
      const dry = await post("/v1/messages/actions", { ...body, dry_run: true });
      expect(await ended(dry)).toMatchObject({ dry_run: true, counted: 2, done: 2 });
      expect(await states(ids[0]!)).toEqual(["open", "open"]);
      const answer = await ended(await post("/v1/messages/actions", body));
      expect(answer).toMatchObject({ state: "finished", counted: 2, done: 2, filter: { sender, domain: "C.test" } });
      expect(answer.sample).toMatchObject([{ result: "done" }, { result: "done" }]);
      expect(await states(ids[0]!)).toEqual(["open", "failed"]);
      expect(await ledger.readMessage(ids[1]!)).toBeUndefined();
      expect(await states(ids[2]!)).toEqual(["open"]);
    });

    test.each([
      [{ action: "cancel" }, "/ids"],
      [{ action: "cancel", ids: [] }, "/ids"],
      [{ action: "cancel", ids: ["x"] }, "/ids/0"],
      [{ action: "cancel", filter: {} }, "/filter"],
      [{ action: "cancel", filter: { colour: "red" } }, "/filter/colour"],
      [{ action: "cancel", filter: { from: "2026-03-11T00:00:00Z", to: "2026-03-10T00:00:00Z" } }, "/filter/to"],
      [{ action: "cancel", filter: { domain: "b.test" }, ids: [newId()] }, "/filter"],
    ])("refuses %j", async (body, field) => {
      const answer = await post("/v1/messages/actions", body);
      expect([answer.status, Object.keys(answer.errors)]).toEqual([400, [field]]);
    });
  });

  describe("POST /v1/lanes/{lane}/actions", () => {
    const path = "/v1/lanes/direct:b.test/actions";

    test("moves everything that waits, later or now, to a relay; what is being sent follows", async () => {
      const ids = await Promise.all(
        Array.from({ length: 250 }, (_, n) => accept(["b.test"], undefined, n % 2 ? Date.now() + 60_000 : 0)),
      );
      const claimed = await api.lanes.claim(lane("direct:b.test"), "w:1");
      const dry = await ended(await post(path, { action: "move", relay: "r", dry_run: true }));
      expect(dry).toMatchObject({
        expected: 250,
        counted: 250,
        done: 249,
        after_this_attempt: 1,
        lane: "direct:b.test",
      });
      expect((await api.lanes.survey(lane("relay:r"))).waiting).toBe(0);
      const moved = await ended(await post(path, { action: "move", relay: "r" }));
      expect(moved).toMatchObject({
        state: "finished",
        counted: 250,
        done: 249,
        after_this_attempt: 1,
        not_possible: 0,
      });
      expect(await api.lanes.survey(lane("direct:b.test"))).toMatchObject({ waiting: 0, delayed: 0, active: 1 });
      expect(await api.lanes.survey(lane("relay:r"))).toMatchObject({ waiting: 249 });
      for (const id of ids) {
        const { lane: now, wish } = (await ledger.read(`${id}.0`))!.delivery;
        expect(now).toBe(`${id}.0` === claimed!.deliveryId ? "direct:b.test" : "relay:r");
        expect(wish?.action).toBe(`${id}.0` === claimed!.deliveryId ? "move" : undefined);
      }
      // Nothing of the walk stays behind.
      expect(await api.redis.keys("pl:{direct:b.test}:walk:*")).toEqual([]);
    });

    test("holds, releases and cancels a lane; mail accepted later is not meant", async () => {
      await Promise.all(Array.from({ length: 120 }, () => accept()));
      expect(await ended(await post(path, { action: "hold" }))).toMatchObject({ done: 120 });
      const later = await accept();
      expect((await api.lanes.survey(lane("direct:b.test"))).held).toBe(120);
      expect(await ended(await post(path, { action: "release" }))).toMatchObject({ expected: 120, done: 120 });
      expect(await api.lanes.survey(lane("direct:b.test"))).toMatchObject({ held: 0, waiting: 121 });
      expect(await ended(await post(path, { action: "hold" }))).toMatchObject({ done: 121 });
      expect(await ended(await post(path, { action: "cancel" }))).toMatchObject({ done: 121 });
      expect(await ledger.readMessage(later)).toBeUndefined();
      expect(await api.lanes.survey(lane("direct:b.test"))).toMatchObject({ held: 0, waiting: 0, delayed: 0 });
    });

    test("retries: everything is due, and the lane is probed at once in spite of its outage", async () => {
      const key = lane("direct:b.test");
      await Promise.all(Array.from({ length: 5 }, () => accept(["b.test"], undefined, Date.now() + 60_000)));
      const untilMs = Date.now() + 60_000;
      await api.redis.hset(keys.laneState(key), { until: untilMs, streak: 2, error: "refused" });
      expect(await ended(await post(path, { action: "retry" }))).toMatchObject({ done: 5 });
      expect(await api.lanes.survey(key)).toMatchObject({ waiting: 5, delayed: 0, outage: { count: 2 } });
      expect((await api.lanes.survey(key)).outage!.untilMs).toBeLessThanOrEqual(Date.now());
      expect(await api.redis.llen(`${keys.sessionsPrefix(0)}:sessions-0:wait`)).toBeGreaterThan(0);
    });

    test("knows no empty lane, none of another form, and refuses what a message refuses", async () => {
      await api.redis.zadd(keys.laneLeases(lane("direct:nowhere.test")), Date.now() + 60_000, "idle session");
      for (const name of ["direct:nowhere.test", "relay:none", "nonsense"])
        expect((await post(`/v1/lanes/${name}/actions`, { action: "retry" })).body.code).toBe("not_found");
      await accept();
      expect((await post(path, { action: "move", relay: "none" })).status).toBe(422);
      expect((await post(path, { action: "move" })).errors).toHaveProperty("/relay");
      expect((await post(path, {})).errors).toHaveProperty("/action");
      expect(await audited()).toEqual([]);
    });
  });

  describe("GET /v1/operations/{id}", () => {
    test("knows no other operation", async () => {
      expect((await api.call("GET", `/v1/operations/${newId()}`)).body.code).toBe("not_found");
    });

    test("an operation whose api died is taken over, goes on where it was, and is told as interrupted until then", async () => {
      const ids = await Promise.all(Array.from({ length: 130 }, () => accept()));
      const operation: Operation = {
        id: newId(),
        scope: { kind: "messages", ids },
        action: { kind: "hold" },
        dryRun: false,
        by: "ada",
        reason: "",
        clientAddress: "192.0.2.1",
        startedAtMs: Date.now() - 60_000,
        state: "running",
        updatedAtMs: Date.now() - 60_000,
        cursor: "50",
        counts: { ...NO_COUNTS, counted: 50, done: 50 },
        sample: [],
      };
      const dead = createOperationStore(api.redis, "dead", 4_000);
      await dead.create(operation);
      expect(await dead.claim(operation.id)).toBeDefined();
      expect((await api.call("GET", `/v1/operations/${operation.id}`)).body.state).toBe("interrupted");
      const store = createOperationStore(api.redis, "alive");
      // While the other one may live, nobody takes it.
      expect(await store.claim(operation.id)).toBeUndefined();
      const operations: Operations = createOperations({
        control: control.control,
        ledger,
        database: log.database,
        audit: control.audit,
        store,
        now: Date.now,
        contents: undefined as never,
        onTrouble: () => {},
        onError: () => {},
        lookMs: 100,
      });
      await until(async () => (await store.read(operation.id))?.state === "finished", "it is taken over");
      expect((await api.call("GET", `/v1/operations/${operation.id}`)).body).toMatchObject({ counted: 130, done: 130 });
      expect(await states(ids[49]!)).toEqual(["open"]);
      expect(await states(ids[50]!)).toEqual(["held"]);
      // The dead one, should it live after all, has no say any more.
      expect(await dead.save({ ...operation, state: "finished" })).toBe(false);
      await operations.close();
    });
  });

  test("lets nobody in without the token", async () => {
    for (const path of [`/v1/messages/${newId()}/actions`, "/v1/messages/actions", "/v1/lanes/direct:b.test/actions"])
      expect((await api.call("POST", path, { action: "cancel" }, { authorization: "" })).status).toBe(401);
    expect((await api.call("GET", "/v1/operations/x", undefined, { authorization: "" })).status).toBe(401);
  });
});
