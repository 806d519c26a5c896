import { setTimeout as sleep } from "node:timers/promises";
import { answerAt, type Receiver, type Script, startReceiver } from "@postlane/testkit";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
let relay: Receiver;
benchOfFile(async () => {
  // Locks as long as the sweeper's own pace: it comes every 15 s, and what goes on at once is there long before.
  bench = await startBench(15);
  relay = await startReceiver({ host: "127.0.6.100" });
  const rules = [QUICK, { domain: "by-relay.test", directAttempts: 0 }, { domain: "other.test", directAttempts: 0 }];
  await bench.configure(rules, [bench.relay("r", relay.port, { host: relay.host, maxConnections: 1 })]);
  return bench;
});
beforeEach(() => relay.clear());
afterEach(async () => {
  await bench.rest();
  for (const { id } of (await bench.suspensions.read()).suspensions) await bench.suspensions.remove(id);
});
afterAll(() => relay.stop());

/** Answers a step only when told to, the first time; then as usual. */
function holdFirst(step: "data" | "data-end"): { script: Script; reached: Promise<void>; letGo: () => void } {
  const until = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let first = true;
  const script: Script = (event) => {
    if (event.step !== step || !first) return undefined;
    first = false;
    reached.resolve();
    return { until: until.promise };
  };
  return { script, reached: reached.promise, letGo: until.resolve };
}

describe("a suspended lane", () => {
  it("ends the transaction in hand, begins no other, and goes on at once when resumed, with no attempt charged", async () => {
    const hold = holdFirst("data");
    const sink = await bench.receive(["lane.test"], "127.0.6.1", { script: hold.script });
    await bench.configure([QUICK, { domain: "lane.test", maxConnections: 1 }]);
    await bench.work();
    const ids = await Promise.all(Array.from({ length: 5 }, () => bench.accept(["a@lane.test"])));
    await hold.reached;
    await bench.suspend({ kind: "lane", lane: "direct:lane.test" });
    hold.letGo();
    // The one in hand, and at most the one that stood behind it on the connection.
    await eventually(async () => (await bench.lanes.survey("direct:lane.test")).sessions).toBe(0);
    const sent = sink.accepted().length;
    expect(sent).toBeGreaterThanOrEqual(1);
    expect(sent).toBeLessThanOrEqual(2);
    ids.push(await bench.accept(["b@lane.test"]));
    await sleep(500);
    expect(sink.accepted()).toHaveLength(sent);
    expect(await bench.lanes.survey("direct:lane.test")).toMatchObject({ waiting: 6 - sent, active: 0 });
    await bench.suspensions.remove("lane:direct:lane.test");
    for (const id of ids) expect(await bench.until(id, "delivered", 10_000)).toMatchObject({ attempt: 1 });
    expect(sink.accepted()).toHaveLength(6);
  });

  it("breaks off a connection that is not made yet", async () => {
    const sink = await bench.receive(["hang.test"], "127.0.6.2", { script: answerAt("greeting", { hang: true }) });
    await bench.work();
    await bench.accept(["a@hang.test"]);
    await eventually(() => sink.journal.totals.open).toBe(1);
    await bench.suspend({ kind: "domain", domain: "hang.test" });
    await eventually(() => sink.journal.totals.open).toBe(0);
    const survey = () => bench.lanes.survey("direct:hang.test");
    await eventually(async () => (await survey()).sessions).toBe(0);
    expect(await survey()).toMatchObject({ waiting: 1, active: 0 });
  });

  it("starts by itself when its time is over, with mail that came meanwhile and with a retry that became due", async () => {
    const sink = await bench.receive(["timed.test"], "127.0.6.3", { script: answerAt("mail", "450 4.2.0 Later") });
    await bench.work();
    const late = await bench.accept(["a@timed.test"]);
    await bench.until(late, "deferred");
    const untilMs = Date.now() + 2_500;
    await bench.suspend({ kind: "all" }, untilMs);
    sink.setScript(undefined);
    const fresh = await bench.accept(["b@timed.test"]);
    for (const id of [late, fresh])
      expect((await bench.until(id, "delivered", 12_000)).at).toBeGreaterThan(untilMs - 50);
  });

  it("is known to a worker that starts later", async () => {
    await bench.suspend({ kind: "all" });
    const sink = await bench.receive(["later.test"], "127.0.6.4");
    await bench.accept(["a@later.test"]);
    await bench.work();
    await sleep(500);
    expect(sink.journal.totals.connections).toBe(0);
    await bench.suspensions.remove("all");
    await sink.waitForAccepted(1, 10_000);
  });
});

describe("a suspended domain", () => {
  it("is put aside unharmed in a relay's lane, the others go on; resumed, it goes at once", async () => {
    await bench.configure(
      [QUICK, { domain: "by-relay.test", directAttempts: 0 }, { domain: "other.test", directAttempts: 0 }],
      [bench.relay("r", relay.port, { host: relay.host, maxConnections: 1 })],
    );
    await bench.suspend({ kind: "domain", domain: "by-relay.test" });
    await bench.work();
    const aside = await bench.accept(["a@by-relay.test"]);
    const other = await bench.accept(["a@other.test"]);
    await bench.until(other, "delivered");
    await eventually(async () => (await bench.lanes.survey("relay:r")).delayed).toBe(1);
    expect(relay.accepted()).toHaveLength(1);
    expect((await bench.ledger.read(`${aside}.0`))?.delivery).toMatchObject({
      state: "open",
      progress: { attempts: 0 },
    });
    await bench.suspensions.remove("domain:by-relay.test");
    expect(await bench.until(aside, "delivered", 10_000)).toMatchObject({ attempt: 1, lane: "relay:r" });
  });
});
