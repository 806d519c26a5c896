import { setTimeout as sleep } from "node:timers/promises";
import { keys } from "@postlane/redis";
import { answerAt, mailTo, type Script } from "@postlane/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

const LOCK_SECONDS = 2;

let bench: Bench;
benchOfFile(async () => (bench = await startBench(LOCK_SECONDS)));
afterEach(() => bench.rest());

/** Answers a step only when told to, the first time; then as usual. */
function holdFirst(step: "data" | "data-end"): { script: Script; reached: Promise<void>; letGo: () => void } {
  let letGo = (): void => {};
  let onReached = (): void => {};
  const until = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => (onReached = resolve));
  let first = true;
  const script: Script = (event) => {
    if (event.step !== step || !first) return undefined;
    first = false;
    onReached();
    return { until };
  };
  return { script, reached, letGo };
}

describe("a worker killed before the final dot", () => {
  it("leaves its mail to others when its lock has run out", async () => {
    const hold = holdFirst("data");
    const sink = await bench.receive(["killed.test"], "127.0.3.1", { script: hold.script });
    const worker = await bench.spawn();
    const id = await bench.accept(["a@killed.test"]);
    await hold.reached;
    await bench.work();
    // Without what the sweeper walks by: it must not be needed.
    await bench.redis.del(keys.registry());
    worker.kill("SIGKILL");
    expect(await bench.until(id, "delivered", 30_000)).toMatchObject({ attempt: 1 });
    expect(sink.accepted()).toHaveLength(1);
  });
});

describe("a worker killed between the final dot and the answer", () => {
  it("leaves an uncertain delivery: tried again, held, or taken as delivered, as the rule says", async () => {
    const policies = ["retry", "hold", "assume-delivered"] as const;
    await bench.configure([QUICK, ...policies.map((uncertain) => ({ domain: `${uncertain}.test`, uncertain }))]);
    const holds = policies.map(() => holdFirst("data-end"));
    const sinks = await Promise.all(
      policies.map((policy, i) => bench.receive([`${policy}.test`], `127.0.3.1${i}`, { script: holds[i]!.script })),
    );
    const worker = await bench.spawn();
    const ids = await Promise.all(policies.map((policy) => bench.accept([`a@${policy}.test`])));
    await Promise.all(holds.map(({ reached }) => reached));
    worker.kill("SIGKILL");
    await worker.exited;
    await bench.work();

    expect(await bench.until(ids[0]!, "deferred", 40_000)).toMatchObject({
      uncertain: true,
      attempt: 1,
      step: "data-end",
    });
    expect(await bench.until(ids[0]!, "delivered")).toMatchObject({ attempt: 2 });
    expect(await bench.until(ids[1]!, "held")).toMatchObject({ uncertain: true, attempt: 1 });
    expect((await bench.ledger.read(`${ids[1]}.0`))?.delivery).toMatchObject({ state: "held", recipients: [{}] });
    expect(await bench.until(ids[2]!, "delivered")).toMatchObject({ uncertain: true, attempt: 1 });
    expect(await bench.ledger.read(`${ids[2]}.0`)).toBeUndefined();
    expect(sinks.map((sink) => sink.journal.transactions.length)).toEqual([2, 1, 1]);
    await bench.configure([QUICK]);
  });
});

describe("a worker stopped for longer than its lock, then continued", () => {
  it("does not send what another has sent meanwhile", async () => {
    const hold = holdFirst("data");
    const sink = await bench.receive(["asleep.test"], "127.0.3.2", { script: hold.script });
    const worker = await bench.spawn();
    const id = await bench.accept(["a@asleep.test"]);
    await hold.reached;
    worker.kill("SIGSTOP");
    hold.letGo();
    await bench.work();
    await bench.until(id, "delivered", 30_000);
    worker.kill("SIGCONT");
    await sleep(1_000);
    expect(worker.running).toBe(true);
    expect(sink.accepted()).toHaveLength(1);
    expect((await bench.recordsOf(id)).map(({ kind }) => kind)).toEqual(["delivered"]);
  });
});

describe("a lease that is lost", () => {
  it("ends the session before its dot; the mail goes with the next one, without an attempt", async () => {
    const hold = holdFirst("data");
    await bench.configure([QUICK, { ...QUICK, domain: "lease.test", maxConnections: 1 }]);
    const sink = await bench.receive(["lease.test"], "127.0.3.3", { script: hold.script });
    await bench.work();
    const id = await bench.accept(["a@lease.test"]);
    await hold.reached;
    const leases = keys.laneLeases("direct:lease.test");
    await bench.redis.multi().del(leases).zadd(leases, "9e12", "another").exec();
    // Renewed every half second: by then it is known that the place is somebody else's.
    await eventually(() => sink.journal.totals.open).toBe(0);
    await bench.redis.zrem(leases, "another");
    hold.letGo();
    expect(await bench.until(id, "delivered")).toMatchObject({ attempt: 1 });
    expect(sink.journal.transactions.map((entry) => entry.complete)).toEqual([false, true]);
  });
});

describe("a claim that runs out while Redis is silent", () => {
  it("sends no dot, though it was marked: by then the mail may be another worker's", async () => {
    let letGo = (): void => {};
    const stallUntil = new Promise<void>((resolve) => (letGo = resolve));
    const sink = await bench.receive(["silent.test"], "127.0.3.9", {
      script: answerAt("data", { stallAfterBytes: 100_000, stallUntil }),
    });
    await bench.work();
    const id = await bench.accept(["a@silent.test"], mailTo("a@silent.test", { bytes: 30_000_000 }).content);
    await eventually(async () => (await bench.ledger.read(`${id}.0`))?.delivery.state).toBe("dot");
    process.kill(bench.server.pid, "SIGSTOP");
    try {
      await sleep(LOCK_SECONDS * 1_000 + 300);
      letGo();
      await eventually(() => sink.journal.totals.open).toBe(0);
      expect(sink.accepted()).toEqual([]);
    } finally {
      process.kill(bench.server.pid, "SIGCONT");
    }
    await bench.until(id, "delivered", 30_000);
    expect(sink.accepted()).toHaveLength(1);
  });
});

describe("an idle session of a worker that is killed", () => {
  it("keeps new mail waiting for no sweeper", async () => {
    // With locks that outlast the test: the ticket of the dead one would bring a session, too, once its lock has run out.
    const own = await startBench(60);
    try {
      const sink = await own.receive(["idle-dead.test"], "127.0.3.4");
      const worker = await own.spawn();
      await own.until(await own.accept(["a@idle-dead.test"]), "delivered");
      await own.work();
      await eventually(() => own.redis.zcard(keys.laneIdle("direct:idle-dead.test"))).toBe(1);
      worker.kill("SIGKILL");
      await worker.exited;
      const id = await own.accept(["b@idle-dead.test"]);
      // What the sweeper walks by: it must not be needed.
      await own.redis.del(keys.registry());
      await own.until(id, "delivered");
      expect(sink.accepted()).toHaveLength(2);
    } finally {
      await own.stop();
    }
  });
});
