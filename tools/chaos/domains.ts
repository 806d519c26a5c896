import { type Answer, firstOf, greylist, type Script } from "@postlane/testkit";
import { between, type Random } from "./random.ts";

/** A recipients' domain: what it is like, and the limits its rule sets. */
export interface ChaosDomain {
  readonly name: string;
  /** Another domain with the same server: its limit of connections holds for both together. */
  readonly twin?: string;
  readonly maxConnections: number;
  /** 0 = no bursts. */
  readonly maxContinuous: number;
  readonly continuingDelaySeconds: number;
  readonly script: Script | undefined;
}

/** Of a domain and its twin. */
export function namesOf({ name, twin }: Pick<ChaosDomain, "name" | "twin">): readonly string[] {
  return twin === undefined ? [name] : [name, twin];
}

/** Local parts of this kind do not exist at the domain that refuses. */
export const NOBODY = "nobody";

/** Domains that get a mail now and then, so that lanes come, are empty, and come again while everything fails. */
const QUIET = 20;

/** One busy domain of each nature that mail meets outside, the plain one first, and many quiet ones. */
export function chaosDomains(random: Random): {
  readonly busy: readonly ChaosDomain[];
  readonly quiet: readonly ChaosDomain[];
} {
  const free = { maxContinuous: 0, continuingDelaySeconds: 0 };
  const quiet = Array.from({ length: QUIET }, (_, n) => ({
    name: `quiet${n + 1}.test`,
    maxConnections: 1,
    ...free,
    script: undefined,
  }));
  const busy = [
    { name: "plain.test", maxConnections: 5, ...free, script: undefined },
    { name: "single.test", twin: "single-twin.test", maxConnections: 1, ...free, script: undefined },
    { name: "greylist.test", maxConnections: 3, ...free, script: greylist(2_000) },
    { name: "stall.test", twin: "stall-twin.test", maxConnections: 4, ...free, script: stalls(random) },
    { name: "drop.test", maxConnections: 4, ...free, script: drops(random) },
    { name: "refuse.test", maxConnections: 4, ...free, script: firstOf(refusesNobody, refuses(random)) },
    {
      name: "paced.test",
      maxConnections: 2,
      maxContinuous: 5,
      continuingDelaySeconds: 1,
      script: (({ step }) => (step === "data-end" ? { delayMs: 20 } : undefined)) satisfies Script,
    },
  ];
  return { busy, quiet };
}

/** Answers come late, now and then later than a worker's lock lasts. */
function stalls(random: Random): Script {
  return ({ step }) => {
    if (step !== "data-end" && step !== "rcpt") return undefined;
    const chance = random();
    if (chance < 0.02) return { delayMs: between(random, 6_000, 9_000) };
    return chance < 0.3 ? { delayMs: between(random, 50, 800) } : undefined;
  };
}

/** Connections break at every step; behind the final dot nobody knows then whether the mail was taken. */
function drops(random: Random): Script {
  return ({ step }) => {
    const chance = random();
    if (step === "data") return chance < 0.05 ? { dropAfterBytes: 200 } : undefined;
    return chance < (step === "data-end" ? 0.05 : 0.02) ? { drop: true } : undefined;
  };
}

const refusesNobody: Script = ({ step, recipient }) =>
  step === "rcpt" && recipient?.startsWith(NOBODY) ? "550 5.1.1 No such user" : undefined;

function refuses(random: Random): Script {
  const answers: Readonly<Record<string, Answer>> = {
    greeting: { reply: "421 4.3.2 Too busy", thenDrop: true },
    mail: "451 4.3.0 Try later",
    rcpt: "450 4.2.0 Mailbox busy",
    data: "451 4.3.0 Not now",
    "data-end": "452 4.3.1 No room now",
  };
  return ({ step }) => (random() < 0.06 ? answers[step] : undefined);
}
