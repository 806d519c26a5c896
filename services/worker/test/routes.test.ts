import { answerAt, firstOf, startReceiver, times } from "@postlane/testkit";
import { describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
benchOfFile(async () => {
  bench = await startBench();
  await bench.work();
  return bench;
});

const outline = async (messageId: string): Promise<string[]> =>
  (await bench.recordsOf(messageId)).map((r) => [r.attempt, r.kind, r.step, r.nextLane].filter(Boolean).join(" "));

describe("the domain does not exist", () => {
  it("bounces everything that waits, at one look-up", async () => {
    bench.dns.set("gone.test", { nxdomain: true });
    await bench.rest();
    const ids = await Promise.all(Array.from({ length: 30 }, () => bench.accept(["a@gone.test"])));
    await bench.work();
    for (const id of ids)
      expect(await bench.until(id, "bounced")).toMatchObject({ step: "dns", enhancedCode: "5.1.2" });
    expect(bench.dns.countQueries("gone.test", "MX")).toBeLessThanOrEqual(2);
  });
});

describe("a kept connection", () => {
  it("that is told 421 costs no attempt", async () => {
    const taken = new Set<number>();
    const sink = await bench.receive(["kept.test"], "127.0.2.1", {
      script: ({ step, connection }) => {
        if (step !== "mail") return undefined;
        if (taken.has(connection.id)) return "421 4.3.2 That was enough";
        taken.add(connection.id);
        return undefined;
      },
    });
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => bench.accept(["a@kept.test"])));
    for (const id of ids) expect(await bench.until(id, "delivered")).toMatchObject({ attempt: 1 });
    for (const id of ids) expect(await outline(id)).toEqual(["1 delivered data-end"]);
    expect(sink.accepted()).toHaveLength(5);
  });
});

describe("a server that greets and then refuses every message with 421", () => {
  it("costs an attempt each time, after the delay, until the mail bounces", async () => {
    await bench.configure([QUICK, { domain: "sulks.test", directAttempts: 3, relayAttempts: 0 }]);
    await bench.receive(["sulks.test"], "127.0.2.2", { script: answerAt("mail", "421 4.7.0 Not you") });
    const ids = await Promise.all([1, 2, 3].map(() => bench.accept(["a@sulks.test"])));
    const started = Date.now();
    for (const id of ids) expect(await bench.until(id, "bounced")).toMatchObject({ attempt: 3 });
    expect(Date.now() - started).toBeGreaterThan(900);
    await bench.configure([QUICK]);
  });
});

describe("a message at which its server always breaks off", () => {
  it("keeps none of the others from arriving", async () => {
    const sink = await bench.receive(["poison.test"], "127.0.2.3", {
      script: answerAt("rcpt", { drop: true }, (event) => event.recipient === "poison@poison.test"),
    });
    const poison = await bench.accept(["poison@poison.test"]);
    const ids = await Promise.all(Array.from({ length: 10 }, () => bench.accept(["a@poison.test"])));
    for (const id of ids) expect(await bench.until(id, "delivered")).toMatchObject({ attempt: 1 });
    expect((await bench.until(poison, "deferred")).step).toBe("rcpt");
    expect(sink.accepted()).toHaveLength(10);
    expect((await bench.lanes.survey("direct:poison.test")).outage).toBeUndefined();
  });
});

describe("rules and relays that change while mail waits", () => {
  it("directAttempts 0: what waited for its next direct attempt goes by relay", async () => {
    const relay = await startReceiver({ host: "127.0.0.1" });
    await bench.receive(["turns.test"], "127.0.2.4", { script: answerAt("rcpt", "450 4.2.0 Later") });
    const id = await bench.accept(["a@turns.test"]);
    await bench.until(id, "deferred");
    await bench.configure([QUICK, { domain: "turns.test", directAttempts: 0 }], [bench.relay("r1", relay.port)]);
    expect(await bench.until(id, "delivered")).toMatchObject({ relayId: "r1", lane: "relay:r1" });
    expect((await outline(id)).at(-2)).toMatch(/^\d rerouted connect relay:r1$/);
    await relay.stop();
    await bench.configure([QUICK]);
  });

  it("no direct attempts and no relay any more: it waits, and goes when a way is there again", async () => {
    await bench.receive(["stuck.test"], "127.0.2.5", {
      script: firstOf(times(1, answerAt("rcpt", "450 4.2.0 Later"))),
    });
    const id = await bench.accept(["a@stuck.test"]);
    await bench.until(id, "deferred");
    await bench.configure([QUICK, { domain: "stuck.test", directAttempts: 0 }]);
    await eventually(() => bench.nextDueMs("direct:stuck.test")).toBeGreaterThan(Date.now() + 60_000);
    expect(await outline(id)).toEqual(["1 deferred rcpt"]);
  });

  it("a relay switched off: its mail takes the other relay; without another it waits, unharmed", async () => {
    const first = await startReceiver({ host: "127.0.0.1", script: answerAt("rcpt", "450 4.2.0 Later") });
    const second = await startReceiver({ host: "127.0.0.1", script: answerAt("rcpt", "450 4.2.0 Later") });
    const rules = [QUICK, { domain: "by-relay.test", directAttempts: 0, relayAttempts: 50 }];
    const r1 = bench.relay("r1", first.port);
    const r2 = bench.relay("r2", second.port);
    await bench.configure(rules, [r1]);
    const id = await bench.accept(["a@by-relay.test"]);
    await bench.until(id, "deferred");
    await bench.configure(rules, [{ ...r1, enabled: false }, r2]);
    await eventually(() => second.journal.transactions.length).toBeGreaterThan(0);
    // Both gone, one after the other in every way: switched off and removed.
    await bench.configure(rules, [{ ...r1, enabled: false }]);
    await eventually(() => bench.nextDueMs("relay:r2")).toBeGreaterThan(Date.now() + 60_000);
    const kinds = (await bench.recordsOf(id)).map((record) => record.kind);
    expect(kinds).not.toContain("bounced");
    await Promise.all([first.stop(), second.stop()]);
    await bench.configure([QUICK]);
  });

  it("direct attempts used up and the relay switched off while the mail waits for it: it is not bounced", async () => {
    const relay = await startReceiver({ host: "127.0.0.1", script: answerAt("rcpt", "450 4.2.0 Later") });
    await bench.receive(["both.test"], "127.0.2.6", { script: answerAt("rcpt", "450 4.2.0 Later") });
    const rules = [QUICK, { domain: "both.test", directAttempts: 1, relayAttempts: 50 }];
    const r3 = bench.relay("r3", relay.port);
    await bench.configure(rules, [r3]);
    const id = await bench.accept(["a@both.test"]);
    await bench.until(id, "rerouted");
    await eventually(() => relay.journal.transactions.length).toBeGreaterThan(0);
    await bench.configure(rules, [{ ...r3, enabled: false }]);
    await eventually(() => bench.nextDueMs("relay:r3")).toBeGreaterThan(Date.now() + 60_000);
    expect((await bench.recordsOf(id)).map((record) => record.kind)).not.toContain("bounced");
    await relay.stop();
    await bench.configure([QUICK]);
  });
});

describe("a lane whose deliveries have used up their attempts", () => {
  it("moves to the relay completely, all 2,000 of them", { timeout: 150_000 }, async () => {
    const relay = await startReceiver({ host: "127.0.0.1", keep: "nothing" });
    bench.dns.set("dead.test", { a: ["127.0.2.7"] });
    const rules = [QUICK, { domain: "dead.test", directAttempts: 1, relayAttempts: 3 }];
    await bench.rest();
    await bench.configure(rules, [bench.relay("r4", relay.port)]);
    const started = Date.now();
    for (let n = 0; n < 20; n++) await Promise.all(Array.from({ length: 100 }, () => bench.accept(["a@dead.test"])));
    await bench.work();
    const arrived = () => relay.accepted().filter(({ recipients }) => recipients[0]!.address === "a@dead.test").length;
    // One after the other, a second's delay between them, they would need half an hour.
    await eventually(arrived, 100_000).toBe(2_000);
    expect(await bench.lanes.survey("direct:dead.test")).toMatchObject({ waiting: 0, delayed: 0, active: 0 });
    expect(arrived()).toBe(2_000);
    expect(Date.now() - started).toBeLessThan(120_000);
    await relay.stop();
  });
});
