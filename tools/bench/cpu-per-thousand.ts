import type { Values } from "./scenario.ts";
import type { CpuUse } from "./start-world.ts";

/** CPU seconds per 1,000 messages by who used them; `total` is Postlane with its Redis, without the load. */
export function cpuPerThousand(before: CpuUse, after: CpuUse, messages: number): Values {
  const per = (name: keyof CpuUse): number => ((after[name] - before[name]) / messages) * 1000;
  const [ingress, workers, redis, load] = [per("ingress"), per("workers"), per("redis"), per("load")];
  return {
    total_cpu_s_per_1000: ingress + workers + redis,
    ingress_cpu_s_per_1000: ingress,
    workers_cpu_s_per_1000: workers,
    redis_cpu_s_per_1000: redis,
    load_cpu_s_per_1000: load,
  };
}
