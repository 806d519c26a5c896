import { setTimeout as sleep } from "node:timers/promises";
import { keys } from "@postlane/redis";
import { answerAt, mailTo } from "@postlane/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
benchOfFile(async () => (bench = await startBench(10)));
afterEach(() => bench.rest());

/** At once: less than the 3 s after which a worker leaves what hangs, and much less than the 20 s for an answer to a final dot. */
const AT_ONCE_MS = 2_900;

async function millisecondsOf(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}

/** Unharmed: back in its lane with no attempt counted, no mark of a dot, no lease in use. */
async function expectUnharmed(messageId: string, domain: string): Promise<void> {
  expect(await bench.lanes.survey(`direct:${domain}`)).toMatchObject({ waiting: 1, active: 0, sessions: 0 });
  const entry = await bench.ledger.read(`${messageId}.0`);
  expect(entry?.delivery).toMatchObject({ state: "open", progress: { attempts: 0 } });
  expect((await bench.recordsOf(messageId)).filter(({ kind }) => kind !== "delivered")).toEqual([]);
}

describe("stopping a worker", () => {
  it("while it connects: the mail goes back at once", async () => {
    const sink = await bench.receive(["connecting.test"], "127.0.5.1", {
      script: answerAt("greeting", { hang: true }),
    });
    const worker = await bench.work();
    const id = await bench.accept(["a@connecting.test"]);
    await eventually(() => sink.journal.totals.open).toBe(1);
    expect(await millisecondsOf(worker.close())).toBeLessThan(AT_ONCE_MS);
    await expectUnharmed(id, "connecting.test");
  });

  it("while the DNS does not answer: the mail goes back at once", async () => {
    bench.dns.set("mute.test", { timeout: true });
    const worker = await bench.work();
    const id = await bench.accept(["a@mute.test"]);
    await eventually(() => bench.dns.countQueries("mute.test")).toBeGreaterThan(0);
    expect(await millisecondsOf(worker.close())).toBeLessThan(AT_ONCE_MS);
    await expectUnharmed(id, "mute.test");
  });

  it("in the middle of the content, its mark made already: the mail goes back, and another worker sends it at once", async () => {
    const sink = await bench.receive(["content.test"], "127.0.5.2", {
      script: answerAt("data", { stallAfterBytes: 100_000 }),
    });
    const worker = await bench.work();
    const id = await bench.accept(["a@content.test"], mailTo("a@content.test", { bytes: 30_000_000 }).content);
    await eventually(async () => (await bench.ledger.read(`${id}.0`))?.delivery.state).toBe("dot");
    await sleep(100);
    expect(await millisecondsOf(worker.close())).toBeLessThan(AT_ONCE_MS);
    await expectUnharmed(id, "content.test");
    sink.setScript(undefined);
    await bench.work();
    expect(await bench.until(id, "delivered", 8_000)).toMatchObject({ attempt: 1 });
    expect(sink.accepted()).toHaveLength(1);
  });

  it("in the pause of a burst: the mail goes back, and the pause still holds", async () => {
    await bench.configure([QUICK, { domain: "burst.test", maxContinuous: 1, continuingDelaySeconds: 3 }]);
    const sink = await bench.receive(["burst.test"], "127.0.5.3");
    const worker = await bench.work();
    const first = await bench.accept(["a@burst.test"]);
    const second = await bench.accept(["b@burst.test"]);
    await eventually(() => sink.accepted().length).toBe(1);
    await sleep(200);
    expect(await millisecondsOf(worker.close())).toBeLessThan(AT_ONCE_MS);
    const left = sink.accepted()[0]!.recipients[0]!.address.startsWith("a@") ? second : first;
    await expectUnharmed(left, "burst.test");
    await bench.work();
    await bench.until(left, "delivered", 8_000);
    const [one, two] = sink.accepted();
    expect(two!.mailAt - one!.endedAt!).toBeGreaterThanOrEqual(3_000);
    await bench.configure([QUICK]);
  });

  it("between the final dot and the answer: it waits for the answer", async () => {
    const reached = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    await bench.receive(["answer.test"], "127.0.5.4", {
      script: ({ step }) => {
        if (step !== "data-end") return undefined;
        reached.resolve();
        return { until: answer.promise };
      },
    });
    const worker = await bench.work();
    const id = await bench.accept(["a@answer.test"]);
    await reached.promise;
    let closed = false;
    const closing = worker.close().then(() => (closed = true));
    // Longer than the 3 s that are given to each part of its end.
    await sleep(3_500);
    expect(closed).toBe(false);
    answer.resolve();
    await closing;
    expect(await bench.recordsOf(id)).toEqual([expect.objectContaining({ kind: "delivered", attempt: 1 })]);
  });

  it("at any moment leaves nothing behind that only time would free: no lease, no claim, no running ticket", async () => {
    const domains = Array.from({ length: 12 }, (_, n) => `moment${n}.test`);
    await bench.receive(["moments.test"], "127.0.5.6");
    for (const domain of domains) bench.dns.set(domain, { a: ["127.0.5.6"] });
    for (let round = 0; round < 8; round++) {
      const worker = await bench.work();
      const accepting = Promise.all(domains.map((domain) => bench.accept([`a@${domain}`])));
      await sleep(Math.random() * 40);
      await worker.close();
      await accepting;
      for (const domain of domains)
        expect(await bench.lanes.survey(`direct:${domain}`)).toMatchObject({ active: 0, sessions: 0 });
      expect(await bench.redis.lrange(`${keys.sessionsPrefix(0)}:sessions-0:active`, 0, -1)).toEqual([]);
    }
  });

  it("leaves no slot taken: with one connection allowed, another worker goes on at once", async () => {
    await bench.configure([QUICK, { domain: "slot.test", maxConnections: 1 }]);
    await bench.receive(["slot.test"], "127.0.5.5");
    const worker = await bench.work();
    await bench.until(await bench.accept(["a@slot.test"]), "delivered");
    await bench.work();
    await worker.close();
    const id = await bench.accept(["b@slot.test"]);
    // A lease that is left lasts 7 s and more.
    const record = await bench.until(id, "delivered");
    expect(record.sinceReceivedMs).toBeLessThan(5_000);
    await bench.configure([QUICK]);
  });
});

describe("stopping a worker while Redis is away", () => {
  it("ends all the same, with code 0", async () => {
    const own = await startBench(10);
    const worker = await own.spawn();
    await own.server.kill();
    worker.kill("SIGTERM");
    const startedAt = performance.now();
    expect(await worker.exited).toBe(0);
    // Each part of its end is given 3 s, nine in all; what waits for Redis would wait for ever.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await own.server.start();
    await own.stop();
  });
});
