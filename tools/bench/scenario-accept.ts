import { BenchError } from "./bench-options.ts";
import type { Scenario } from "./scenario.ts";
import { startWorld } from "./start-world.ts";
import { quantile } from "./statistics.ts";
import { unlimitedRule } from "./unlimited-rule.ts";
import { cpuPerThousand } from "./cpu-per-thousand.ts";

const WARM = 1_500;

/** Accepting alone: no worker runs, everything waits in its lane. */
export function acceptScenario(bytes: number): Scenario {
  return {
    about: `accept durably, no worker running, ${bytes / 1024} KiB`,
    usual: true,
    repeated: true,
    async run(options) {
      const count = options.count ?? (options.quick ? 1_000 : 10_000);
      const rules = [unlimitedRule(options.connections)];
      const world = await startWorld(options, { domains: 1, rules, workers: 0 });
      try {
        const recipients = [`rcpt@${world.domains[0]}`];
        const send = async (first: number, howMany: number) => {
          const order = { sessions: options.sessions, recipients, first, count: howMany, bytes, pauseMs: 0 };
          const report = await world.load(order);
          if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
          return report;
        };
        await send(0, options.quick ? 200 : WARM);
        const before = world.cpu();
        const report = await send(WARM, count);
        const waits = [...report.acceptedAt].map((at, n) => at - report.sentAt[n]!);
        return {
          accepted_per_s: (count / (report.endedAt - report.startedAt)) * 1000,
          ...cpuPerThousand(before, world.cpu(), count),
          dot_to_250_p50_ms: quantile(waits, 0.5),
          dot_to_250_p99_ms: quantile(waits, 0.99),
        };
      } finally {
        await world.stop();
      }
    },
  };
}
