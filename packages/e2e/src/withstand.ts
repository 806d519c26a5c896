import type { Mail, Postlane, Receiver } from "@postlane/testkit";
import { expect } from "vitest";
import { arrivals } from "./each-once.ts";
import { measureCpu } from "./measure-cpu.ts";
import { type Answered, sendSteadily } from "./send-steadily.ts";
import { sleep, waitUntil } from "./wait-until.ts";

export interface Situation {
  readonly receiver: Receiver;
  /** The mails that come meanwhile; all go to the receiver. */
  readonly make: () => Mail & { readonly id: string };
  begin(): Promise<void>;
  whileItLasts?(): Promise<void>;
  end(): Promise<void>;
  /** How long it lasts [5000]. */
  readonly lastsMs?: number;
  /** Replies may take so long while it lasts [2500]. */
  readonly answerWithinMs?: number;
}

export interface Withstood {
  /** What was answered in the midst of it. */
  readonly during: readonly Answered[];
  readonly acknowledged: readonly string[];
  /** Part of a core that each process used meanwhile. */
  readonly cpu: Record<string, number>;
}

const EVERY_MS = 200;
/** A fault takes effect, and is noticed, within this. */
const SETTLE_MS = 1_500;
/** Of a core. What spins takes far more, unless Redis is what it waits for. */
const SPINNING = 0.25;

/**
 * Mail comes steadily before, during and after a fault: what cannot be taken is put off at once with 451 or 452, what was acknowledged arrives, no process ends or
 * spins, and mail is taken again without anybody's help.
 */
export async function withstand(postlane: Postlane, situation: Situation): Promise<Withstood> {
  const { receiver, make, lastsMs = 5_000, answerWithinMs = 2_500 } = situation;
  const services = [postlane.ingress, ...postlane.workers];
  const sender = sendSteadily(postlane.smtp, make, EVERY_MS);
  await waitUntil("mail is taken before", () => sender.answers.filter(({ code }) => code === 250).length >= 5);

  await situation.begin();
  await sleep(SETTLE_MS);
  const from = performance.now();
  const cpuUsed = await measureCpu(services);
  await Promise.all([sleep(lastsMs), situation.whileItLasts?.()]);
  const cpu = await cpuUsed();
  const until = performance.now();
  await situation.end();

  const endedAt = performance.now();
  await waitUntil("mail is taken again", () => sender.since(endedAt).some(({ code }) => code === 250), 20_000);
  const acknowledged = await sender.stop();
  await waitUntil(
    "what was acknowledged has arrived",
    () => {
      const counts = arrivals(receiver);
      return acknowledged.every((id) => counts.has(id));
    },
    40_000,
  );

  const during = sender.answers.filter(({ atMs }) => atMs >= from && atMs < until);
  expect(during.length, "answers during the fault").toBeGreaterThan(lastsMs / EVERY_MS / 2);
  expect([...new Set(during.map(({ code }) => code))].filter((code) => ![250, 451, 452].includes(code))).toEqual([]);
  expect(Math.max(...during.map(({ tookMs }) => tookMs)), "slowest answer, ms").toBeLessThan(answerWithinMs);
  expect(services.filter(({ running }) => !running).map(({ name }) => name)).toEqual([]);
  expect(Object.entries(cpu).filter(([, used]) => used > SPINNING)).toEqual([]);
  return { during, acknowledged, cpu };
}
