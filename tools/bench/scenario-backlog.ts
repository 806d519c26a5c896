import { setTimeout as sleep } from "node:timers/promises";
import { startReceiver } from "@postlane/testkit";
import { openRedis } from "@postlane/redis";
import { measureLatency } from "./measure-latency.ts";
import { BenchError } from "./bench-options.ts";
import { residentBytes } from "./process-usage.ts";
import type { Scenario, Values } from "./scenario.ts";
import { startWorld, type World } from "./start-world.ts";
import { unlimitedRule } from "./unlimited-rule.ts";

const DEAD = "127.0.2.2";
const DELAY_SECONDS = 5;
const WATCH_MS = 21_000;
const BYTES = 1_024;

/** Very many deliveries waiting behind a host that hangs up at once: probes, memory, and the latency of mail elsewhere. */
export function backlogScenario(): Scenario {
  return {
    about: `deliveries waiting behind a dead host, tried every ${DELAY_SECONDS} s: probes, memory, latency of other mail`,
    usual: false,
    repeated: false,
    async run(options) {
      const count = options.count ?? (options.quick ? 5_000 : 100_000);
      const stubborn = { domain: "dead.test", directAttempts: 1_000, failureDelaySeconds: DELAY_SECONDS };
      const world = await startWorld(options, {
        domains: 1,
        rules: [unlimitedRule(options.connections), stubborn],
        workers: options.workers,
      });
      const dead = await startReceiver({
        host: DEAD,
        port: world.directPort,
        script: ({ step }) => (step === "greeting" ? { drop: true } : undefined),
      });
      try {
        world.dns.set("dead.test", { mx: [{ preference: 10, exchange: "mx.dead.test" }] });
        world.dns.set("mx.dead.test", { a: [DEAD] });
        const latency = (first: number, prefix: string) =>
          measureLatency(world, "rcpt@d1.test", { first, count: options.quick ? 50 : 200, pauseMs: 25 }, prefix);
        await latency(0, "");
        const before = await latency(10_000_000, "before_");
        const memoryBefore = await memoryOf(world, "before_");
        const filled = await fill(world, options.sessions, count);
        const probesBefore = dead.journal.totals.connections;
        const cpuBefore = world.cpu();
        await sleep(WATCH_MS);
        const cpuAfter = world.cpu();
        const probes = dead.journal.totals.connections - probesBefore;
        const idleCpu = cpuAfter.ingress + cpuAfter.workers + cpuAfter.redis;
        return {
          ...filled,
          probes_per_delay: (probes / WATCH_MS) * DELAY_SECONDS * 1000,
          waiting_cpu_share: (idleCpu - cpuBefore.ingress - cpuBefore.workers - cpuBefore.redis) / (WATCH_MS / 1000),
          ...before,
          ...(await latency(20_000_000, "behind_")),
          ...memoryBefore,
          ...(await memoryOf(world, "full_")),
        };
      } finally {
        await dead.stop();
        await world.stop();
      }
    },
  };
}

/** The first and the last tenth are timed apart: a queue must not grow slower with its length. */
async function fill(world: World, sessions: number, count: number): Promise<Values> {
  const tenth = Math.ceil(count / 10);
  const rates: number[] = [];
  for (let first = 0; first < count; first += tenth) {
    const order = { sessions, recipients: ["rcpt@dead.test"], first: 100_000_000 + first, bytes: BYTES, pauseMs: 0 };
    const report = await world.load({ ...order, count: Math.min(tenth, count - first) });
    if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
    rates.push((tenth / (report.endedAt - report.startedAt)) * 1000);
  }
  return { waiting: count, first_tenth_accepted_per_s: rates[0]!, last_tenth_accepted_per_s: rates.at(-1)! };
}

async function memoryOf(world: World, prefix: string): Promise<Values> {
  const redis = openRedis(world.redis.url, "patient", () => undefined);
  const info = await redis.info("memory");
  redis.disconnect();
  return {
    [`${prefix}redis_mib`]: Number(/used_memory:(\d+)/.exec(info)![1]) / 2 ** 20,
    [`${prefix}ingress_mib`]: residentBytes([world.ingress.pid]) / 2 ** 20,
    [`${prefix}worker_mib`]: residentBytes([world.workers[0]!.pid]) / 2 ** 20,
  };
}
