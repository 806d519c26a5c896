import { setTimeout as sleep } from "node:timers/promises";
import type { Script } from "@postlane/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

const LOCK_MS = 2_000;

let bench: Bench;
benchOfFile(async () => (bench = await startBench(LOCK_MS / 1_000)));
afterEach(() => bench.rest());

/** Keeps the answer to the first final dot back. */
function keepFirstAnswer(): { script: Script; reached: Promise<void>; letGo: () => void } {
  let letGo = (): void => {};
  let onReached = (): void => {};
  const until = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => (onReached = resolve));
  let first = true;
  const script: Script = ({ step }) => {
    if (step !== "data-end" || !first) return undefined;
    first = false;
    onReached();
    return { until };
  };
  return { script, reached, letGo };
}

const AWAY: readonly (readonly [string, (ms: number) => Promise<void>])[] = [
  [
    "stands still",
    async (ms) => {
      process.kill(bench.server.pid, "SIGSTOP");
      await sleep(ms);
      process.kill(bench.server.pid, "SIGCONT");
    },
  ],
  [
    "is killed and comes back",
    async (ms) => {
      await bench.server.kill();
      await sleep(ms);
      await bench.server.start();
    },
  ],
];

describe("Redis is away for longer than leases and claims last, while a session waits for the answer to its final dot", () => {
  it.each(AWAY)(
    "%s: no other session takes its place, and nothing is sent twice",
    async (how, beAway) => {
      const domain = `${how.replaceAll(" ", "-")}.test`;
      await bench.configure([QUICK, { ...QUICK, domain, maxConnections: 1 }]);
      const first = keepFirstAnswer();
      const sink = await bench.receive([domain], `127.0.4.${AWAY.findIndex(([one]) => one === how) + 1}`, {
        script: first.script,
      });
      const workers = await Promise.all([bench.spawn(), bench.spawn(), bench.spawn()]);
      const ids = [await bench.accept([`a@${domain}`])];
      await first.reached;
      for (const local of ["b", "c", "d"]) ids.push(await bench.accept([`${local}@${domain}`]));
      await beAway(LOCK_MS * 2);
      // Long enough for whoever wants its place or its delivery.
      await sleep(LOCK_MS * 3);
      expect(sink.journal.totals).toMatchObject({ maxOpen: 1, accepted: 0 });
      first.letGo();
      for (const id of ids) expect(await bench.until(id, "delivered", 30_000)).toMatchObject({ attempt: 1 });
      await eventually(() => sink.accepted().length).toBe(ids.length);
      expect(sink.journal.totals.maxOpen).toBe(1);
      expect(workers.every((worker) => worker.running)).toBe(true);
    },
    120_000,
  );
});
