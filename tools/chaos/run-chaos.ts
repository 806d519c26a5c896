import {
  findBroken,
  findDoubles,
  findMissing,
  findStrangers,
  findUnreported,
  type Submitted,
  type Told,
} from "./audit.ts";
import { type Fault, nextFault } from "./faults.ts";
import { type Load, startLoad } from "./load.ts";
import type { ChaosOptions } from "./parse-options.ts";
import { between, seeded } from "./random.ts";
import { askTold } from "./told.ts";
import { LOCK_SECONDS, startWorld, type World } from "./world.ts";

export interface ChaosReport {
  readonly seed: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly turned_away: number;
  readonly deliveries: number;
  readonly lost: readonly string[];
  /** Acknowledged, and not ended when the time for it was over. */
  readonly waiting: readonly string[];
  /** Mails that arrived although their submission was cut off in the content. */
  readonly strangers: readonly string[];
  /** Mails that came, or may have come, more than once. */
  readonly doubles: number;
  /** … of which Postlane does not say so. */
  readonly doubles_untold: readonly string[];
  /** … that came again although neither connection nor worker died between the final dot and the answer. */
  readonly doubles_unexcused: readonly string[];
  /** Reports to senders that arrived. */
  readonly reports: number;
  /** Recipients refused for good of whom the sender was not told. */
  readonly unreported: readonly string[];
  readonly limits_passed: readonly string[];
  /** What no SMTP client may do, seen by the receivers. */
  readonly protocol_errors: readonly string[];
  /** Processes that ended by themselves. */
  readonly surprises: readonly string[];
  /** How long processes stood still with their sockets open: the one time another may hold a connection beside them. */
  readonly standstills: number;
  readonly drain_seconds: number;
}

const POLL_MS = 500;

/** Faults while mail flows, then quiet, then the audit. */
export async function runChaos(options: ChaosOptions, say: (line: string) => void): Promise<ChaosReport> {
  const random = seeded(options.seed);
  say(`seed ${options.seed}: starting ${options.workers} workers, two ingresses, the api …`);
  const world = await startWorld(options, seeded(options.seed + 1));
  try {
    const load = startLoad(world, options.rate, seeded(options.seed + 2));
    const faults = await bringFaults(world, random, options.seconds, say);
    await load.end();
    say(`the faults are over; ${load.submitted.length} messages were handed in, ${load.turnedAway()} turned away`);
    const { told, seconds } = await drain(world, load, options.drainSeconds, say);
    return audit(options.seed, world, load, faults, told, seconds);
  } finally {
    if (options.logs)
      for (const member of world.members)
        process.stderr.write(
          `${member
            .lines()
            .map((line) => `${member.label} ${line}`)
            .join("\n")}\n`,
        );
    await world.stop();
  }
}

async function bringFaults(
  world: World,
  random: () => number,
  seconds: number,
  say: (line: string) => void,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const running = new Set<Promise<void>>();
  const startedAt = Date.now();
  let failure: unknown;
  const bring = (fault: Fault): void => {
    const kind = fault.what.replace(/,? \S+\.chaos\.test$|,? (at )?127\.\S+$/, "");
    counts[kind] = (counts[kind] ?? 0) + 1;
    say(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${fault.what}`);
    const one: Promise<void> = fault
      .run()
      .catch((error: unknown) => void (failure ??= error))
      .finally(() => running.delete(one));
    running.add(one);
  };
  await sleep(1_000);
  while (Date.now() - startedAt < seconds * 1_000 && failure === undefined) {
    const fault = nextFault(world, random);
    if (fault) bring(fault);
    await sleep(between(random, 300, 1_800));
  }
  await Promise.all(running);
  if (failure !== undefined) throw failure;
  return counts;
}

/** Waits until Postlane says of every acknowledged recipient how it ended. */
async function drain(
  world: World,
  load: Load,
  limitSeconds: number,
  say: (line: string) => void,
): Promise<{ told: ReadonlyMap<string, Told>; seconds: number }> {
  const startedAt = Date.now();
  const told = new Map<string, Told>();
  const acknowledged = load.submitted.filter((mail) => mail.messageId !== undefined);
  let open: readonly Submitted[] = acknowledged;
  let saidAt = 0;
  for (;;) {
    const still: Submitted[] = [];
    for (const mail of open) {
      const answer = await askTold(world, mail);
      if (answer) told.set(mail.testId, answer);
      if (!answer || mail.recipients.some((recipient) => !isEnd(answer.states[recipient]))) still.push(mail);
    }
    open = still;
    const seconds = (Date.now() - startedAt) / 1_000;
    const untold = findUnreported(load.submitted, told, world.reports()).length;
    if (Date.now() - saidAt > 5_000)
      say(
        `${open.length} of ${acknowledged.length} have not ended, of ${untold} ends the sender is not told yet (${seconds.toFixed(0)} s)`,
      );
    if (Date.now() - saidAt > 5_000) saidAt = Date.now();
    if (open.length + untold === 0 || seconds > limitSeconds) {
      for (const mail of load.submitted.filter(({ messageId }) => messageId === undefined)) {
        const answer = await askTold(world, mail);
        if (answer) told.set(mail.testId, answer);
      }
      return { told, seconds };
    }
    await sleep(POLL_MS);
  }
}

function isEnd(state: string | undefined): boolean {
  return state === "delivered" || state === "bounced";
}

function audit(
  seed: number,
  world: World,
  load: Load,
  faults: Record<string, number>,
  told: ReadonlyMap<string, Told>,
  drainSeconds: number,
): ChaosReport {
  const copies = world.journals.flatMap((journal) => journal.copies());
  const standstills = world.members.flatMap((member) => member.standstills);
  const deaths = world.members.flatMap((member) => member.deaths);
  const doubles = findDoubles(copies, told, { deaths, standstills, outages: world.outages });
  const reports = world.reports();
  const refused = new Set(world.journals.flatMap((journal) => journal.refused()));
  const limits = world.journals.flatMap((journal) => {
    const { name, maxConnections, maxContinuous, continuingDelaySeconds } = journal.domain;
    const limit = { domain: name, maxConnections, maxContinuous, pauseMs: continuingDelaySeconds * 1_000 };
    return findBroken(limit, journal.spans(), journal.connections(), standstills, LOCK_SECONDS * 1_000);
  });
  return {
    seed,
    faults,
    acknowledged: load.submitted.filter((mail) => mail.messageId !== undefined).length,
    turned_away: load.turnedAway(),
    deliveries: copies.filter((copy) => copy.taken === "taken").length,
    ...findMissing(load.submitted, copies, told, refused),
    strangers: findStrangers(load.submitted, copies),
    doubles: doubles.count,
    doubles_untold: doubles.untold,
    doubles_unexcused: doubles.unexcused,
    reports: reports.length,
    unreported: findUnreported(load.submitted, told, reports),
    limits_passed: limits,
    protocol_errors: world.journals.flatMap((journal) => journal.violations()),
    surprises: world.members.flatMap((member) => member.surprises),
    standstills: standstills.length,
    drain_seconds: Math.round(drainSeconds * 10) / 10,
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
