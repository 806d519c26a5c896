import { type Action, type Control, createControl, type Order } from "@postlane/control";
import { createLaneContents } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { answerAt, greylist, readRecords, type Receiver, type Script, startReceiver } from "@postlane/testkit";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
let relay: Receiver;
let control: Control;
benchOfFile(async () => {
  bench = await startBench(5);
  relay = await startReceiver({ host: "127.0.7.100" });
  const rules = [
    QUICK,
    ...["slow.test", "cancel.test", "hold.test", "cancelled.test"].map((domain) => ({
      domain,
      failureDelaySeconds: 600,
    })),
    { domain: "once.test", directAttempts: 1, relayAttempts: 0 },
  ];
  await bench.configure(rules, [bench.relay("r", relay.port, { host: relay.host })]);
  control = createControl({
    ledger: bench.ledger,
    lanes: bench.lanes,
    contents: createLaneContents(bench.redis),
    records: createRecordWriter({ redis: bench.redis, maxLength: 1_000_000 }),
    reporter: bench.intake.reporter,
    rules: () => rules,
    relays: () => [{ id: "r", enabled: true }],
    maxConnections: () => 10,
    deleteBody: (ref) => bench.spool.delete(ref),
    now: Date.now,
  });
  return bench;
});
afterEach(() => bench.rest());
afterAll(() => relay.stop());

const order = (action: Action): Order => ({ id: uuidv7(), action, by: "ada", reason: "", atMs: Date.now() });
const act = async (id: string, action: Action) => (await control.act([`${id}.0`], order(action)))[0]!;
/** A record written twice is the same one: worker and api may both have carried an order out. */
const kinds = async (id: string) => [
  ...new Map((await bench.recordsOf(id)).map((record) => [record.id, record.kind])).values(),
];

/** Answers a step only when told to, the first time. */
function holdFirst(step: "data" | "data-end", reply?: string) {
  const until = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let first = true;
  const script: Script = (event) => {
    if (event.step !== step || !first) return undefined;
    first = false;
    reached.resolve();
    return reply === undefined ? { until: until.promise } : { until: until.promise, reply };
  };
  return { script, reached: reached.promise, letGo: until.resolve };
}

describe("an attempt under way", () => {
  it.each(["cancel", "hold"] as const)(
    "is not torn by %s; when it is put off, that follows instead of the retry",
    async (kind) => {
      const hold = holdFirst("data-end", "451 4.3.0 Later");
      const host = kind === "cancel" ? "127.0.7.1" : "127.0.7.2";
      const sink = await bench.receive([`${kind}.test`], host, { script: hold.script });
      await bench.work();
      const id = await bench.accept([`a@${kind}.test`]);
      await hold.reached;
      expect((await act(id, { kind })).result).toBe("after_this_attempt");
      hold.letGo();
      await bench.until(id, kind === "cancel" ? "cancelled" : "held");
      expect(await kinds(id)).toEqual(["deferred", kind === "cancel" ? "cancelled" : "held"]);
      expect(sink.journal.transactions.map(({ complete }) => complete)).toEqual([true]);
      await eventually(async () => (await bench.lanes.survey(`direct:${kind}.test`)).delayed).toBe(0);
    },
  );

  it("delivers in spite of an order that came while it was under way, and then that is void", async () => {
    const hold = holdFirst("data-end");
    await bench.receive(["void.test"], "127.0.7.3", { script: hold.script });
    await bench.work();
    const id = await bench.accept(["a@void.test"]);
    await hold.reached;
    expect((await act(id, { kind: "cancel" })).result).toBe("after_this_attempt");
    hold.letGo();
    await bench.until(id, "delivered");
    expect(await kinds(id)).toEqual(["delivered"]);
    expect(await bench.ledger.read(`${id}.0`)).toBeUndefined();
  });

  it("does not bounce for its attempts being used up when a move was ordered meanwhile", async () => {
    const hold = holdFirst("data-end", "451 4.3.0 Later");
    await bench.receive(["last.test"], "127.0.7.4", { script: hold.script });
    await bench.work();
    const id = await bench.accept(["a@last.test"]);
    await hold.reached;
    expect((await act(id, { kind: "move", relayId: "r" })).result).toBe("after_this_attempt");
    hold.letGo();
    expect(await bench.until(id, "delivered")).toMatchObject({ lane: "relay:r", attempt: 2 });
    expect(await kinds(id)).toEqual(["deferred", "rerouted", "delivered"]);
  });

  it("that is the last one ends as it was ordered, not as a bounce", async () => {
    const hold = holdFirst("data-end", "451 4.3.0 Later");
    await bench.receive(["once.test"], "127.0.7.5", { script: hold.script });
    await bench.work();
    const id = await bench.accept(["a@once.test"]);
    await hold.reached;
    expect((await act(id, { kind: "hold" })).result).toBe("after_this_attempt");
    hold.letGo();
    await bench.until(id, "held");
    expect(await kinds(id)).toEqual(["deferred", "held"]);
  });
});

describe("the sender of what is cancelled", () => {
  const asks = (address: string, ...notify: ("NEVER" | "FAILURE" | "SUCCESS")[]) => ({
    reversePath: "me@told.test",
    recipients: [{ address, notify }],
  });
  /** Reports in the log about a message. */
  const reportsOf = async (id: string) =>
    (await readRecords(bench.server.url)).filter(({ reportOf }) => reportOf === id);

  it("is told, with what the server said before, and with the message while it is still there", async () => {
    const home = await bench.receive(["told.test"], "127.0.7.10", { keep: "content" });
    await bench.receive(["cancelled.test"], "127.0.7.11", { script: answerAt("rcpt", "450 4.2.0 Not now") });
    await bench.work();
    const content = Buffer.from("Subject: offer\r\nMessage-ID: <1@told.test>\r\n\r\nthe words\r\n");
    const id = await bench.accept(["a@cancelled.test"], content, { reversePath: "me@told.test", ret: "FULL" });
    await bench.until(id, "deferred");
    expect((await act(id, { kind: "cancel" })).result).toBe("done");
    const record = await bench.until(id, "cancelled");
    expect(await reportsOf(id)).toMatchObject([
      { messageId: record.reportId, reversePath: "", recipients: ["me@told.test"] },
    ]);
    await home.waitForAccepted(1);
    const text = home.accepted()[0]!.content!.toString();
    expect(text).toContain(
      "Final-Recipient: rfc822;a@cancelled.test\r\nAction: failed\r\nStatus: 5.0.0\r\nRemote-MTA: dns; mx.cancelled.test\r\n",
    );
    expect(text).toContain("cancelled it. Before that");
    expect(text).toContain("the words");
    expect(await bench.ledger.read(`${id}.0`)).toBeUndefined();
  });

  it.each([
    ["held, then cancelled", asks("a@held.test"), { kind: "cancel" }, 1],
    ["silently", asks("a@held.test"), { kind: "cancel", silently: true }, 0],
    ["that wants to hear nothing", asks("a@held.test", "NEVER"), { kind: "cancel" }, 0],
    ["that wants to hear of successes alone", asks("a@held.test", "SUCCESS"), { kind: "cancel" }, 0],
    ["nobody: it is a report", { ...asks("a@held.test"), reversePath: "" }, { kind: "cancel" }, 0],
  ] as const)("%s", async (_what, { reversePath, recipients }, action, reports) => {
    const wanted = recipients.map(({ address, notify }) => (notify.length > 0 ? { address, notify } : { address }));
    const id = await bench.accept([], undefined, { reversePath, recipients: wanted });
    expect((await act(id, { kind: "hold" })).result).toBe("done");
    expect((await act(id, action)).result).toBe("done");
    expect((await bench.until(id, "cancelled")).reportId !== undefined).toBe(reports === 1);
    expect(await reportsOf(id)).toHaveLength(reports);
  });

  it("is told once, whoever and however many carry the order out", async () => {
    const id = await bench.accept(["a@twice.test"], undefined, asks("a@twice.test", "FAILURE"));
    const wish = {
      id: uuidv7(),
      action: "cancel",
      by: "ada",
      reason: "",
      atMs: Date.now(),
      reportId: uuidv7(),
    } as const;
    await bench.ledger.wish(`${id}.0`, wish, "any");
    await bench.ledger.takeWish(`${id}.0`, wish.id);
    await Promise.all(Array.from({ length: 5 }, () => control.fulfil(`${id}.0`, false)));
    expect((await bench.until(id, "cancelled")).reportId).toBe(wish.reportId);
    const { head } = (await bench.ledger.readMessage(wish.reportId))!;
    expect(head.envelope.reversePath).toBe("");
    const records = await reportsOf(id);
    expect(new Set(records.map((record) => record.id)).size).toBe(1);
  });
});

describe("an order whose api died when it had only been noted", () => {
  it("is carried out by the worker that comes to the delivery, which begins nothing against it", async () => {
    const sink = await bench.receive(["noted.test"], "127.0.7.8");
    const ids = await Promise.all(["a", "b"].map((name) => bench.accept([`${name}@noted.test`])));
    const [cancelled, held] = ids as [string, string];
    const common = { by: "ada", reason: "", atMs: Date.now() };
    await bench.ledger.wish(`${cancelled}.0`, { id: uuidv7(), action: "cancel", ...common }, "any");
    await bench.ledger.wish(`${held}.0`, { id: uuidv7(), action: "hold", ...common }, "open");
    await bench.work();
    await bench.until(cancelled, "cancelled");
    await bench.until(held, "held");
    const survey = () => bench.lanes.survey("direct:noted.test");
    await eventually(async () => (await survey()).waiting + (await survey()).active).toBe(0);
    expect(sink.journal.transactions).toEqual([]);
    expect((await survey()).held).toBe(1);
  });
});

describe("a delivery that waits for a later time", () => {
  it("goes at once when it is tried again, moved or released", async () => {
    const sink = await bench.receive(["slow.test"], "127.0.7.6", { script: answerAt("mail", "450 4.2.0 Later") });
    await bench.work();
    const ids = await Promise.all(["a", "b", "c"].map((name) => bench.accept([`${name}@slow.test`])));
    for (const id of ids) await bench.until(id, "deferred");
    await eventually(async () => (await bench.lanes.survey("direct:slow.test")).delayed).toBe(3);
    sink.setScript(undefined);
    const [again, moved, held] = ids as [string, string, string];
    expect((await act(again, { kind: "retry" })).result).toBe("done");
    expect(await bench.until(again, "delivered")).toMatchObject({ lane: "direct:slow.test", attempt: 2 });
    expect((await act(moved, { kind: "move", relayId: "r" })).result).toBe("done");
    expect(await bench.until(moved, "delivered")).toMatchObject({ lane: "relay:r", attempt: 2 });
    expect((await act(held, { kind: "hold" })).result).toBe("done");
    expect((await act(held, { kind: "release" })).result).toBe("done");
    expect(await bench.until(held, "delivered")).toMatchObject({ lane: "direct:slow.test", attempt: 2 });
  });
});

describe("orders at random while workers run", () => {
  it("lose nothing, send nothing twice, and send nothing that was said to be cancelled or held", async () => {
    const sink = await bench.receive(["rush.test"], "127.0.7.7", { script: greylist(500) });
    await bench.configure(
      [
        { ...QUICK, failureDelaySeconds: 0 },
        // Long enough for the orders to find mail that waits, also on a slow machine.
        { domain: "rush.test", maxConnections: 4, failureDelaySeconds: 4 },
      ],
      [bench.relay("r", relay.port, { host: relay.host, maxConnections: 2 })],
    );
    relay.clear();
    await bench.work();
    await bench.work();
    const ids = await Promise.all(Array.from({ length: 150 }, (_, i) => bench.accept([`r${i}@rush.test`])));
    const ended = new Map<string, number>();
    const actions: readonly Action[] = [
      { kind: "hold" },
      { kind: "cancel" },
      { kind: "release" },
      { kind: "move", relayId: "r" },
      { kind: "retry" },
      { kind: "hold" },
    ];
    for (const [round, action] of actions.entries()) {
      // Each order for another part of the mail, while some of it is being sent.
      const some = ids.filter((_, i) => i % 3 === round % 3 || action.kind === "release");
      const results = await control.act(
        some.map((id) => `${id}.0`),
        order(action),
      );
      for (const { deliveryId, result } of results)
        if (action.kind === "cancel" && result === "done") ended.set(deliveryId.slice(0, -2), Date.now());
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await control.act(
      ids.map((id) => `${id}.0`),
      order({ kind: "release" }),
    );
    const left = async () => (await Promise.all(ids.map((id) => bench.ledger.read(`${id}.0`)))).filter(Boolean).length;
    await eventually(left, 60_000).toBe(0);
    const sent = [...sink.accepted(), ...relay.accepted()].flatMap(({ recipients }) =>
      recipients.map(({ address }) => address),
    );
    expect(new Set(sent).size).toBe(sent.length);
    for (const [i, id] of ids.entries()) {
      const ends = (await kinds(id)).filter(
        (kind) => kind === "delivered" || kind === "cancelled" || kind === "bounced",
      );
      expect(ends, id).toEqual([sent.includes(`r${i}@rush.test`) ? "delivered" : "cancelled"]);
      if (ended.has(id)) expect(ends).toEqual(["cancelled"]);
    }
    expect(ended.size).toBeGreaterThan(0);
  }, 120_000);
});
