import type { mailTo, Postlane, Receiver, ServiceName } from "@postlane/testkit";
import { expect } from "vitest";
import { arrivals } from "./each-once.ts";
import { measureCpu } from "./measure-cpu.ts";
import { askHealth, type Health, measureHealth } from "./measure-health.ts";
import { type Answered, overHttp, overSmtp, sendSteadily } from "./send-steadily.ts";
import { sleep, waitUntil } from "./wait-until.ts";

export interface Situation {
  readonly receiver: Receiver;
  /** The mails that come meanwhile; all go to the receiver. */
  readonly make: () => ReturnType<typeof mailTo>;
  begin(): Promise<void>;
  whileItLasts?(): Promise<void>;
  end(): Promise<void>;
  /** How long it lasts [4000]. */
  readonly lastsMs?: number;
  /** Replies may take so long while it lasts [2500]. */
  readonly answerWithinMs?: number;
  /** SMTP codes of the answers while it lasts. */
  readonly smtp: readonly (250 | 451 | 452)[];
  /** HTTP statuses of the answers while it lasts. */
  readonly http: readonly (202 | 503)[];
  /** Who says of itself while it lasts that it can do its work. */
  readonly ready: readonly ServiceName[];
}

const EVERY_MS = 200;
const HTTP_EVERY_MS = 500;
/** A fault takes effect, and is noticed, within this. */
const SETTLE_MS = 1_500;
/** Of a core, in CPU time of the process: a busy machine makes it no more. What spins takes far more, unless Redis is what it waits for. */
const SPINNING = 0.25;
/** By itself, after the end of a fault. */
const RECOVERED_MS = 20_000;

/**
 * Mail comes steadily over SMTP and HTTP before, during and after a fault: what cannot be taken is put off at once, with words that say
 * what to do; what was acknowledged arrives; ingress, workers and api live, say truly whether they can work, and do not spin; and all is
 * well again without anybody's help.
 * @returns the ids of the messages that were acknowledged
 */
export async function withstand(postlane: Postlane, situation: Situation): Promise<readonly string[]> {
  const { receiver, make, lastsMs = 4_000, answerWithinMs = 2_500 } = situation;
  const services = [postlane.ingress, ...postlane.workers, postlane.api!];
  const smtp = sendSteadily(overSmtp(postlane), make, EVERY_MS);
  const http = sendSteadily(overHttp(postlane), make, HTTP_EVERY_MS);
  await waitUntil("mail is taken before", () => smtp.answers.filter(({ code }) => code === 250).length >= 5);
  await waitUntil("and over HTTP", () => http.answers.some(({ code }) => code === 202));

  await situation.begin();
  await sleep(SETTLE_MS);
  const from = performance.now();
  const [healthSaid, cpuUsed] = [measureHealth(postlane), await measureCpu(services)];
  await Promise.all([sleep(lastsMs), situation.whileItLasts?.()]);
  const [health, cpu] = [await healthSaid(), await cpuUsed()];
  const until = performance.now();
  await situation.end();

  const endedAt = performance.now();
  await waitUntil("mail is taken again", () => smtp.since(endedAt).some(({ code }) => code === 250), RECOVERED_MS);
  await waitUntil("and over HTTP", () => http.since(endedAt).some(({ code }) => code === 202), RECOVERED_MS);
  await waitUntil("all are ready again", async () => (await askHealth(postlane)).every(isWell), RECOVERED_MS);
  const acknowledged = [...(await smtp.stop()), ...(await http.stop())];
  await waitUntil(
    "what was acknowledged has arrived",
    () => {
      const counts = arrivals(receiver);
      return acknowledged.every((id) => counts.has(id));
    },
    40_000,
  );

  // Who still waits for an answer at the end of it may get another one.
  const within = ({ atMs, tookMs }: Answered): boolean => atMs >= from && atMs + tookMs < until;
  expectAnswers("SMTP", smtp.answers.filter(within), lastsMs / EVERY_MS / 2, situation.smtp, answerWithinMs);
  expectAnswers("HTTP", http.answers.filter(within), lastsMs / HTTP_EVERY_MS / 2, situation.http, answerWithinMs);
  expect(services.filter(({ running }) => !running).map(({ name }) => name)).toEqual([]);
  expectHealth(health, situation.ready);
  expect(Object.entries(cpu).filter(([, used]) => used > SPINNING)).toEqual([]);
  return [...smtp.answers, ...http.answers].flatMap(({ text }) => MESSAGE_ID.exec(text)?.[0] ?? []);
}

/** What says that a mail cannot be taken now, and what to do: RFC 3463 section 2, class 4; RFC 9457 for HTTP. */
const PUT_OFF: Readonly<Record<number, RegExp>> = {
  451: /^4\.3\.\d .*try again/,
  452: /^4\.3\.1 .*(try again in|in some minutes)/,
  503: /^application\/problem\+json.*"status":503.*"detail":".*(again|nothing of it was kept)/,
};

const MESSAGE_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

function expectAnswers(
  how: string,
  answers: readonly Answered[],
  atLeast: number,
  codes: readonly number[],
  withinMs: number,
): void {
  expect(answers.length, `answers over ${how} during the fault`).toBeGreaterThan(atLeast);
  expect(
    answers.filter(({ code }) => !codes.includes(code)),
    `${how} may answer ${codes}`,
  ).toEqual([]);
  expect(answers.filter(({ code, text }) => PUT_OFF[code]?.test(text) === false)).toEqual([]);
  expect(Math.max(...answers.map(({ tookMs }) => tookMs)), `slowest answer over ${how}, ms`).toBeLessThan(withinMs);
}

function expectHealth(said: readonly Health[], ready: readonly ServiceName[]): void {
  expect(
    said.filter(({ alive }) => !alive),
    "not alive",
  ).toEqual([]);
  const untrue = said.filter((one) => one.ready !== ready.includes(one.name as ServiceName));
  expect(untrue, `only these can work: ${ready}`).toEqual([]);
}

function isWell({ alive, ready }: Health): boolean {
  return alive && ready;
}
