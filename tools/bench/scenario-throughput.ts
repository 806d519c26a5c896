import type { Scenario } from "./scenario.ts";
import { BenchError } from "./bench-options.ts";
import { startWorld } from "./start-world.ts";
import { nowMs, quantile } from "./statistics.ts";
import { unlimitedRule } from "./unlimited-rule.ts";
import { cpuPerThousand } from "./cpu-per-thousand.ts";

/** Messages before the clock starts: programs are compiled while they run. */
const WARM = 1_500;
const MAX_MS = 120_000;

/** End to end: mail comes in on kept-open sessions while the workers deliver it. */
export function throughputScenario(domainCount: number, bytes: number): Scenario {
  const domains = domainCount === 1 ? "one domain" : `${domainCount} domains`;
  return {
    about: `accept and deliver at once, ${domains}, ${bytes / 1024} KiB`,
    usual: true,
    repeated: true,
    async run(options) {
      const count = options.count ?? (options.quick ? 1_000 : 10_000);
      const world = await startWorld(options, {
        domains: domainCount,
        rules: [unlimitedRule(options.connections)],
        workers: options.workers,
      });
      try {
        const recipients = world.domains.map((domain) => `rcpt@${domain}`);
        const send = async (first: number, howMany: number) => {
          await world.expect(first, howMany);
          const report = await world.load({
            sessions: options.sessions,
            recipients,
            first,
            count: howMany,
            bytes,
            pauseMs: 0,
          });
          if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
          await world.arrived(howMany, MAX_MS);
          return report;
        };
        await send(0, options.quick ? 200 : WARM);
        const before = world.cpu();
        const startedAt = nowMs();
        const report = await send(WARM, count);
        const after = world.cpu();
        const { arrivedAt, doubles, connections } = await world.arrivals();
        const came = arrivedAt.filter((at) => at > 0);
        const latencies = [...arrivedAt].flatMap((at, n) => (at > 0 ? [at - report.acceptedAt[n]!] : []));
        const seconds = (Math.max(...came) - startedAt) / 1000;
        return {
          accepted_per_s: (count / (report.endedAt - report.startedAt)) * 1000,
          delivered_per_s: came.length / seconds,
          ...cpuPerThousand(before, after, came.length),
          latency_p50_ms: quantile(latencies, 0.5),
          latency_p99_ms: quantile(latencies, 0.99),
          missing: count - came.length,
          doubles,
          connections,
        };
      } finally {
        await world.stop();
      }
    },
  };
}
