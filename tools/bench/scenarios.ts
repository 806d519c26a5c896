import { acceptScenario } from "./scenario-accept.ts";
import { commandsScenario } from "./scenario-commands.ts";
import { backlogScenario } from "./scenario-backlog.ts";
import { idleScenario } from "./scenario-idle.ts";
import { largeScenario } from "./scenario-large.ts";
import { paceScenario } from "./scenario-pace.ts";
import { throughputScenario } from "./scenario-throughput.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "accept-4k": acceptScenario(4_096),
  "1x4k": throughputScenario(1, 4_096),
  "1x32k": throughputScenario(1, 32_768),
  "20x4k": throughputScenario(20, 4_096),
  "20x32k": throughputScenario(20, 32_768),
  idle: idleScenario(),
  pace: paceScenario(),
  backlog: backlogScenario(),
  large: largeScenario(),
  commands: commandsScenario(),
};
