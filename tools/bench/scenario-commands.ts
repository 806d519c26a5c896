import { openRedis } from "@postlane/redis";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "./bench-options.ts";
import type { Scenario, Values } from "./scenario.ts";
import { commandNames } from "./slow-log.ts";
import { startWorld, type World } from "./start-world.ts";
import { unlimitedRule } from "./unlimited-rule.ts";

/** What a message costs Redis on its way: every command by its name and first key, how often and how long, at low and at high load. */
export function commandsScenario(): Scenario {
  return {
    about:
      "Redis commands of a message: how many and how many microseconds, one message at a time (low) and many (high)",
    usual: false,
    repeated: false,
    async run(options) {
      const rules = [unlimitedRule(options.connections)];
      const world = await startWorld(options, { domains: 1, rules, workers: options.workers });
      try {
        await send(world, { sessions: options.sessions, first: 0, count: 2_000, pauseMs: 0 });
        const high = { sessions: options.sessions, first: 10_000, count: options.count ?? 3_000, pauseMs: 0 };
        const low = { sessions: 1, first: 20_000, count: 200, pauseMs: 20 };
        return { ...(await commandsOf(world, low, "low")), ...(await commandsOf(world, high, "high")) };
      } finally {
        await world.stop();
      }
    },
  };
}

interface Order {
  readonly sessions: number;
  readonly first: number;
  readonly count: number;
  readonly pauseMs: number;
}

async function send(world: World, order: Order): Promise<void> {
  await world.expect(order.first, order.count);
  const report = await world.load({ ...order, recipients: [`rcpt@${world.domains[0]}`], bytes: 4_096 });
  if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
  await world.arrived(order.count, 60_000);
  await sleep(200);
}

async function commandsOf(world: World, order: Order, load: string): Promise<Values> {
  const redis = openRedis(world.redis.url, "patient", () => undefined);
  try {
    await redis.config("SET", "slowlog-max-len", "1000000");
    await redis.config("SET", "slowlog-log-slower-than", "0");
    await redis.call("SLOWLOG", "RESET");
    await send(world, order);
    await redis.config("SET", "slowlog-log-slower-than", "-1");
    const log = (await redis.call("SLOWLOG", "GET", "-1")) as [number, number, number, string[], string][];
    const values: Record<string, number> = {};
    const found = Map.groupBy(log, (entry) => commandNames(entry[3]));
    for (const [name, entries] of [...found].sort((a, b) => b[1].length - a[1].length)) {
      if (entries.length < order.count / 100) continue;
      const microseconds = entries.reduce((sum, entry) => sum + entry[2], 0);
      values[`${load}: ${name} calls_per_message`] = entries.length / order.count;
      values[`${load}: ${name} us_per_call`] = microseconds / entries.length;
    }
    const all = log.reduce((sum, entry) => sum + entry[2], 0);
    return { ...values, [`${load}: all us_per_message`]: all / order.count };
  } finally {
    redis.disconnect();
  }
}
