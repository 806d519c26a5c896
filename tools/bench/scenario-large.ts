import { bigMessage, smtpSend } from "@postlane/testkit";
import { BenchError } from "./bench-options.ts";
import { residentBytes } from "./process-usage.ts";
import type { Scenario } from "./scenario.ts";
import { startWorld } from "./start-world.ts";
import { nowMs } from "./statistics.ts";
import { unlimitedRule } from "./unlimited-rule.ts";

const MIB = 2 ** 20;
const SIZE_MIB = 40;
const SAMPLE_MS = 20;

/** A message of 40 MiB, five times: what it costs in memory. It is streamed, so ingress and worker must not grow by its size. */
export function largeScenario(): Scenario {
  return {
    about: `messages of ${SIZE_MIB} MiB, one after another: growth of ingress and worker`,
    usual: true,
    repeated: false,
    async run(options) {
      const rounds = options.quick ? 2 : 5;
      const world = await startWorld(options, { domains: 1, rules: [unlimitedRule(options.connections)], workers: 1 });
      const ingress = (): number => residentBytes([world.ingress.pid]) / MIB;
      const worker = (): number => residentBytes([world.workers[0]!.pid]) / MIB;
      const before = { ingress: ingress(), worker: worker() };
      const peak = { ...before };
      const timer = setInterval(() => {
        peak.ingress = Math.max(peak.ingress, ingress());
        peak.worker = Math.max(peak.worker, worker());
      }, SAMPLE_MS);
      try {
        await world.expect(0, rounds);
        const startedAt = nowMs();
        for (let n = 0; n < rounds; n++) {
          const content = bigMessage(SIZE_MIB * MIB, String(n));
          const mail = { from: "load@load.test", to: ["rcpt@d1.test"], content };
          const sent = await smtpSend({ host: "127.0.0.1", port: world.smtpPort }, mail);
          if (!sent.ok) throw new BenchError(`Mail was not accepted: ${sent.reply.code} ${sent.reply.text}`);
          await world.arrived(n + 1, 60_000);
        }
        const seconds = (nowMs() - startedAt) / 1000;
        const { arrivedAt } = await world.arrivals();
        return {
          accept_and_deliver_mib_per_s: (rounds * SIZE_MIB) / seconds,
          ingress_before_mib: before.ingress,
          ingress_growth_mib: peak.ingress - before.ingress,
          worker_before_mib: before.worker,
          worker_growth_mib: peak.worker - before.worker,
          missing: rounds - arrivedAt.filter((at) => at > 0).length,
        };
      } finally {
        clearInterval(timer);
        await world.stop();
      }
    },
  };
}
