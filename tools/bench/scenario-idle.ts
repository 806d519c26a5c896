import { measureLatency } from "./measure-latency.ts";
import type { Scenario } from "./scenario.ts";
import { startWorld } from "./start-world.ts";
import { unlimitedRule } from "./unlimited-rule.ts";

/** Longer than a worker keeps an unused connection open. */
const COLD_PAUSE_MS = 1_500;

/** Latency with nothing else to do: on a connection that is still open, and with one opened for each message. */
export function idleScenario(): Scenario {
  return {
    about: "one message at a time: end of data to 250, 250 to arrival; cold: the connection has to be opened first",
    usual: true,
    repeated: false,
    async run(options) {
      const [warm, cold] = options.quick ? [100, 3] : [400, 20];
      const rules = [unlimitedRule(options.connections)];
      const world = await startWorld(options, { domains: 2, rules, workers: options.workers });
      try {
        await measureLatency(world, "rcpt@d1.test", { first: 0, count: 100, pauseMs: 10 }, "");
        return {
          ...(await measureLatency(world, "rcpt@d1.test", { first: 1_000, count: warm, pauseMs: 25 }, "")),
          ...(await measureLatency(
            world,
            "rcpt@d2.test",
            { first: 2_000, count: cold, pauseMs: COLD_PAUSE_MS },
            "cold_",
          )),
        };
      } finally {
        await world.stop();
      }
    },
  };
}
