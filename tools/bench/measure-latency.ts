import { BenchError } from "./bench-options.ts";
import type { Values } from "./scenario.ts";
import type { World } from "./start-world.ts";
import { quantile } from "./statistics.ts";

/** One message at a time on one session: how long the 250 takes, and how long the mail takes from there to its arrival. */
export async function measureLatency(
  world: World,
  to: string,
  order: { readonly first: number; readonly count: number; readonly pauseMs: number },
  prefix: string,
): Promise<Values> {
  await world.expect(order.first, order.count);
  const report = await world.load({ ...order, sessions: 1, recipients: [to], bytes: 4_096 });
  if (report.failed) throw new BenchError(`Mail was not accepted: ${report.failed}`);
  await world.arrived(order.count, 30_000);
  const { arrivedAt } = await world.arrivals();
  const accepting = [...report.acceptedAt].map((at, n) => at - report.sentAt[n]!);
  const delivering = [...arrivedAt].flatMap((at, n) => (at > 0 ? [at - report.acceptedAt[n]!] : []));
  return {
    [`${prefix}dot_to_250_p50_ms`]: quantile(accepting, 0.5),
    [`${prefix}dot_to_250_p99_ms`]: quantile(accepting, 0.99),
    [`${prefix}250_to_arrival_p50_ms`]: quantile(delivering, 0.5),
    [`${prefix}250_to_arrival_p99_ms`]: quantile(delivering, 0.99),
    [`${prefix}missing`]: order.count - delivering.length,
  };
}
