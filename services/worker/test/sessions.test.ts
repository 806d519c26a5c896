import { setTimeout as sleep } from "node:timers/promises";
import { freshProgress, type LaneKey } from "@postlane/mail";
import { keys } from "@postlane/redis";
import { answerAt } from "@postlane/testkit";
import { describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
benchOfFile(async () => {
  bench = await startBench(2);
  await bench.work();
  return bench;
});

describe("an idle session", () => {
  it("is woken for the next mail and sends it on the same connection, then closes after a second", async () => {
    const sink = await bench.receive(["idle.test"], "127.0.4.1");
    const waits: number[] = [];
    for (let n = 0; n < 4; n++) {
      const id = await bench.accept(["a@idle.test"]);
      waits.push((await bench.until(id, "delivered")).sinceReceivedMs!);
      await sleep(250);
    }
    // One slow turn of a busy machine must not count; nobody but the wake-up would bring a second mail within a second.
    expect(Math.min(...waits.slice(1))).toBeLessThan(900);
    expect(sink.journal.totals.connections).toBeLessThan(4);
    const lastEnd = sink.journal.transactions.at(-1)!.endedAt!;
    await eventually(() => sink.journal.totals.open).toBe(0);
    expect(sink.journal.connections.at(-1)!.quitAt! - lastEnd).toBeGreaterThan(900);
    expect(await bench.redis.exists(keys.laneIdle("direct:idle.test"))).toBe(0);
    await eventually(async () => (await bench.lanes.survey("direct:idle.test")).sessions).toBe(0);
  });
});

describe("domains with the same MX", () => {
  it("share its connections: the second lane waits in line and is woken when the first is done", async () => {
    await bench.configure([
      QUICK,
      { domain: "one.test", maxConnections: 1 },
      { domain: "two.test", maxConnections: 1 },
    ]);
    const sink = await bench.receive(["one.test", "two.test"], "127.0.4.2", {
      script: answerAt("data-end", { delayMs: 400 }),
    });
    const first = await bench.accept(["a@one.test"]);
    await eventually(() => sink.journal.totals.open).toBe(1);
    const second = await bench.accept(["a@two.test"]);
    await bench.until(first, "delivered");
    const record = await bench.until(second, "delivered", 10_000);
    // Without the wake-up it would have looked again after fifteen seconds.
    expect(record).toMatchObject({ attempt: 1 });
    expect(sink.journal.totals.maxOpen).toBe(1);
    await bench.configure([QUICK]);
  });
});

describe("what the ledger says of a claimed delivery", () => {
  it("nothing, and it is young: it waits, and goes when the ledger is there", async () => {
    const lane: LaneKey = "direct:young.test";
    const sink = await bench.receive(["young.test"], "127.0.4.3");
    const messageId = bench.intake.newMessageId();
    await bench.lanes.enqueue(`${messageId}.0`, lane);
    await bench.lanes.callSession(lane, 5);
    await eventually(async () => (await bench.lanes.survey(lane)).delayed).toBe(1);
    const { put, stored } = bench.spool.putInline(messageId, Buffer.from("Subject: x\r\n\r\nx\r\n"))!;
    await stored;
    await bench.ledger.create(
      { messageId, envelope: { reversePath: "s@c.test" }, receivedAtMs: Date.now(), sizeBytes: 17, spoolRef: put.ref },
      [
        {
          deliveryId: `${messageId}.0`,
          domain: "young.test",
          lane,
          state: "open",
          recipients: [{ address: "a@young.test" }],
          progress: freshProgress(Date.now()),
        },
      ],
    );
    expect(await bench.until(messageId, "delivered")).toMatchObject({ attempt: 1 });
    expect(sink.accepted()).toHaveLength(1);
  });

  it("nothing, and it is old: it is dropped", async () => {
    const lane: LaneKey = "direct:old.test";
    await bench.receive(["old.test"], "127.0.4.4");
    await bench.lanes.enqueue("m-old.0", lane);
    await bench.redis.hset(`${keys.lanePrefix(lane)}:lane:m-old.0`, "timestamp", Date.now() - 11 * 60_000);
    await bench.lanes.callSession(lane, 5);
    await eventually(async () => (await bench.lanes.survey(lane)).waiting).toBe(0);
    await eventually(() => bench.redis.exists(`${keys.lanePrefix(lane)}:lane:m-old.0`)).toBe(0);
  });

  it("another lane: it goes over there, once", async () => {
    const sink = await bench.receive(["right.test"], "127.0.4.5");
    await bench.receive(["wrong.test"], "127.0.4.6");
    await bench.rest();
    const id = await bench.accept(["a@right.test"]);
    await bench.lanes.enqueue(`${id}.0`, "direct:wrong.test");
    await bench.lanes.complete((await bench.lanes.claim("direct:right.test", "t"))!, false);
    await bench.lanes.callSession("direct:wrong.test", 1);
    await bench.work();
    expect(await bench.until(id, "delivered")).toMatchObject({ lane: "direct:right.test", attempt: 1 });
    await eventually(async () => (await bench.lanes.survey("direct:wrong.test")).active).toBe(0);
    expect(sink.accepted()).toHaveLength(1);
  });

  it("delivered already: the job ends without a second mail", async () => {
    const sink = await bench.receive(["twice.test"], "127.0.4.7");
    // Else the ledger goes with the last delivery that is open.
    bench.dns.set("open.test", { timeout: true });
    const id = await bench.accept(["a@twice.test", "a@open.test"]);
    await bench.until(id, "delivered");
    await eventually(() => sink.accepted().length).toBe(1);
    await bench.lanes.enqueue(`${id}.0`, "direct:twice.test");
    await bench.lanes.callSession("direct:twice.test", 1);
    await eventually(async () => {
      const { waiting, delayed, active } = await bench.lanes.survey("direct:twice.test");
      return waiting + delayed + active;
    }).toBe(0);
    await sleep(200);
    expect((await bench.ledger.read(`${id}.0`))?.delivery.state).toBe("delivered");
    expect(sink.journal.transactions).toHaveLength(1);
  });

  it("a body that is gone: it waits and does not bounce", async () => {
    await bench.receive(["bodiless.test"], "127.0.4.8");
    await bench.rest();
    const id = await bench.accept(["a@bodiless.test"]);
    await bench.redis.del(keys.body(id));
    await bench.work();
    await eventually(() => bench.nextDueMs("direct:bodiless.test")).toBeGreaterThan(Date.now() + 30_000);
    expect(await bench.recordsOf(id)).toEqual([]);
  });
});

describe("a large body", () => {
  it("is streamed from the directory, sent, and deleted with the message", async () => {
    const sink = await bench.receive(["large.test"], "127.0.4.9", { keep: "content" });
    const content = Buffer.concat([Buffer.from("Subject: x\r\n\r\n"), Buffer.alloc(300_000, "0123456789abcdef\r\n")]);
    const id = await bench.accept(["a@large.test"], Buffer.concat([content, Buffer.from("\r\n")]));
    const ref = (await bench.ledger.readMessage(id))!.head.spoolRef;
    expect(ref).toMatch(/^file:/);
    await bench.until(id, "delivered");
    expect(sink.accepted()[0]!.content!.equals(Buffer.concat([content, Buffer.from("\r\n")]))).toBe(true);
    await eventually(() =>
      bench.spool.get(ref).then(
        (body) => void body.destroy(),
        () => "gone",
      ),
    ).toBe("gone");
  });
});

describe("a worker with few sessions and many lanes", () => {
  it("never has more connections than sessions, and serves all lanes", async () => {
    await bench.rest();
    const domains = Array.from({ length: 24 }, (_, n) => `crowd${n}.test`);
    const sink = await bench.receive(["crowd-mx.test"], "127.0.4.10", {
      script: answerAt("data-end", { delayMs: 50 }),
    });
    // A site each, all at one address, so that only the worker's own limit counts.
    for (const domain of domains) bench.dns.set(domain, { a: ["127.0.4.10"] });
    const ids = await Promise.all(domains.map((domain) => bench.accept([`a@${domain}`])));
    await bench.work({ POSTLANE_SESSIONS: "4" });
    for (const id of ids) await bench.until(id, "delivered", 20_000);
    expect(sink.journal.totals.maxOpen).toBeLessThanOrEqual(4);
    expect(sink.journal.totals.maxOpen).toBeGreaterThanOrEqual(2);
  });
});
