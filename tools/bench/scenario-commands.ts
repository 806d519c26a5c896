import { openRedis } from "@postlane/redis";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "./bench-options.ts";
import type { Scenario, Values } from "./scenario.ts";
import { writeCalls } from "./process-usage.ts";
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
      const world = await startWorld(options, { domains: 20, rules, workers: options.workers });
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
  const report = await world.load({ ...order, recipients: world.domains.map((d) => `rcpt@${d}`), bytes: 4_096 });
  if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
  await world.arrived(order.count, 60_000);
  await sleep(200);
}

/** Commands quicker than this are not in the slow log: those inside scripts would drown the scripts, and keeping a log costs, too. */
const SHOWN_FROM_US = 8;

async function commandsOf(world: World, order: Order, load: string): Promise<Values> {
  const redis = openRedis(world.redis.url, "patient", () => undefined);
  try {
    await redis.config("SET", "slowlog-max-len", "1000000");
    await redis.config("SET", "slowlog-log-slower-than", String(SHOWN_FROM_US));
    await redis.call("SLOWLOG", "RESET");
    await redis.config("RESETSTAT");
    const writesBefore = writesOf(world);
    await send(world, order);
    const writesAfter = writesOf(world);
    const stats = await redis.info("commandstats");
    await redis.config("SET", "slowlog-log-slower-than", "-1");
    const log = (await redis.call("SLOWLOG", "GET", "-1")) as [number, number, number, string[]][];
    const values: Record<string, number> = {};
    for (const [name, [before, after]] of zip(writesBefore, writesAfter))
      values[`${load}: write calls of ${name} per message`] = (after - before) / order.count;
    const found = Map.groupBy(log, (entry) => commandName(entry[3]));
    for (const [name, entries] of [...found].sort((a, b) => b[1].length - a[1].length)) {
      if (entries.length < order.count / 10) continue;
      const microseconds = entries.reduce((sum, entry) => sum + entry[2], 0);
      values[`${load}: slow ${name}: per message`] = entries.length / order.count;
      values[`${load}: slow ${name}: us`] = microseconds / entries.length;
    }
    for (const [, name, calls, us] of stats.matchAll(/^cmdstat_(\S+?):calls=(\d+),usec=(\d+)/gm)) {
      if (Number(calls) < order.count / 10) continue;
      values[`${load}: ${name}: per message`] = Number(calls) / order.count;
      values[`${load}: ${name}: us`] = Number(us) / Number(calls);
    }
    return values;
  } finally {
    redis.disconnect();
  }
}

function writesOf(world: World): Readonly<Record<string, number>> {
  return {
    ingress: writeCalls(world.ingress.pid),
    workers: world.workers.reduce((sum, { pid }) => sum + writeCalls(pid), 0),
    redis: writeCalls(world.redis.pid),
  };
}

function zip(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) {
  return Object.keys(before).map((name) => [name, [before[name]!, after[name]!]] as const);
}

/** A command as a reader knows it: its name, for a script the number of its keys, and the kind of its first key. */
function commandName(words: readonly string[]): string {
  const [command = "", ...rest] = words;
  const name = command.toLowerCase();
  if (name === "evalsha" || name === "eval") return `script of ${rest[1]} keys, ${kindOf(rest[2])}`;
  return `${name} ${kindOf(rest[0])}`;
}

/** `pl:{direct:d1.test}:lane:wait` → `lane:wait` */
function kindOf(key = ""): string {
  return key.replace(/^pl:\{[^}]*\}:?/, "").replace(/:?[0-9a-f-]{36}[.0-9]*/, "");
}
