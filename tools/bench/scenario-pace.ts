import { setTimeout as sleep } from "node:timers/promises";
import { auditPace, startReceiver } from "@postlane/testkit";
import { BenchError, type BenchOptions } from "./bench-options.ts";
import type { Scenario, Values } from "./scenario.ts";
import { startWorld } from "./start-world.ts";

const RULE = { maxConnections: 2, maxContinuous: 5, continuingDelaySeconds: 2 };
const HOST = "127.0.2.1";

/** What a destination that asks for a pace gets, by its own clock, with one worker and with three. */
export function paceScenario(): Scenario {
  return {
    about: "2 connections, 5 mails, 2 s pause: the rate against what the rule allows, with 1 and with 3 workers",
    usual: true,
    repeated: false,
    run: async (options) => ({ ...(await pace(options, 1)), ...(await pace(options, 3)) }),
  };
}

async function pace(options: BenchOptions, workers: number): Promise<Values> {
  const count = options.quick ? 20 : 60;
  const world = await startWorld(options, { domains: 0, rules: [{ domain: "*", ...RULE }], workers });
  const receiver = await startReceiver({ host: HOST, port: world.directPort, keep: "nothing" });
  try {
    world.dns.set("pace.test", { mx: [{ preference: 10, exchange: "mx.pace.test" }] });
    world.dns.set("mx.pace.test", { a: [HOST] });
    const recipients = ["rcpt@pace.test"];
    const report = await world.load({ sessions: 5, recipients, first: 0, count, bytes: 4_096, pauseMs: 0 });
    if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
    const until = Date.now() + 120_000;
    while (receiver.journal.totals.accepted < count && Date.now() < until) await sleep(20);
    const pauseMs = RULE.continuingDelaySeconds * 1000;
    const audit = auditPace(receiver.journal, { ...RULE, pauseMs });
    if (audit.broken.length > 0) process.stderr.write(`pace: the rule was broken: ${audit.broken.join("; ")}\n`);
    const name = `${workers}_worker${workers > 1 ? "s" : ""}`;
    return {
      [`${name}_per_s`]: (receiver.journal.totals.accepted / audit.spanMs) * 1000,
      [`${name}_of_allowed`]: audit.efficiency,
      [`${name}_max_connections`]: audit.maxConnections,
      [`${name}_connections`]: receiver.journal.totals.connections,
      [`${name}_broken`]: audit.broken.length,
    };
  } finally {
    await receiver.stop();
    await world.stop();
  }
}
