import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
const unhandled: string[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(String(reason));
beforeAll(() => void process.on("unhandledRejection", onUnhandled));
benchOfFile(async () => {
  bench = await startBench(2);
  await bench.work();
  return bench;
});
afterEach(() => expect(unhandled.splice(0)).toEqual([]));
afterAll(() => void process.off("unhandledRejection", onUnhandled));

/** Times each recipient's mail was taken. */
function timesTaken(sink: Awaited<ReturnType<Bench["receive"]>>): number[] {
  const taken = new Map<string, number>();
  for (const { recipients } of sink.accepted())
    taken.set(recipients[0]!.address, (taken.get(recipients[0]!.address) ?? 0) + 1);
  return [...taken.values()];
}

async function acceptMany(domain: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 50)
    ids.push(...(await Promise.all(Array.from({ length: 50 }, (_, i) => bench.accept([`u${n + i}@${domain}`])))));
  return ids;
}

describe("connections to Redis cut in mid-flight, over and over", () => {
  it("harm nothing: every mail arrives once", { timeout: 90_000 }, async () => {
    const sink = await bench.receive(["cut.test"], "127.0.6.1", { keep: "nothing" });
    await bench.configure([QUICK, { domain: "cut.test", maxConnections: 3 }]);
    let over = false;
    const accepting = acceptMany("cut.test", 300).finally(() => (over = true));
    const cutting = (async () => {
      // On a slow machine nothing would ever get through if this went on until all are accepted.
      for (let cuts = 0; cuts < 12 || (!over && cuts < 40); cuts++) {
        await sleep(60);
        await bench.redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      }
    })();
    await Promise.all([accepting, cutting]);
    await eventually(() => timesTaken(sink).length, 60_000).toBe(300);
    await sleep(300);
    expect(Math.max(...timesTaken(sink))).toBe(1);
    await eventually(async () => {
      const { waiting, active, delayed } = await bench.lanes.survey("direct:cut.test");
      return waiting + active + delayed;
    }).toBe(0);
  });
});

describe("Redis out of memory", () => {
  it("loses no outcome and ends no worker; what was delivered is not sent again", async () => {
    const sink = await bench.receive(["full.test"], "127.0.6.2", { keep: "nothing" });
    await bench.rest();
    const ids = await acceptMany("full.test", 50);
    const used = Number(/used_memory:(\d+)/.exec(await bench.redis.info("memory"))![1]);
    await bench.work();
    await eventually(() => sink.accepted().length).toBeGreaterThan(0);
    await bench.redis.config("SET", "maxmemory", String(used - 100_000));
    await sleep(1_500);
    await bench.redis.config("SET", "maxmemory", "0");
    for (const id of ids) await bench.until(id, "delivered", 30_000);
    expect(timesTaken(sink)).toEqual(Array(50).fill(1));
    // Nor is the receiver pestered meanwhile.
    expect(sink.journal.transactions.length).toBeLessThan(100);
  });
});

describe("Redis restarted under load", () => {
  it("keeps every mail, and none arrives twice", async () => {
    const sink = await bench.receive(["restart.test"], "127.0.6.3", { keep: "nothing" });
    await acceptMany("restart.test", 200);
    await bench.server.kill();
    await sleep(300);
    await bench.server.start();
    await eventually(() => timesTaken(sink).length, 40_000).toBe(200);
    expect(Math.max(...timesTaken(sink))).toBe(1);
  });
});
