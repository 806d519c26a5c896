import type { mailTo, Postlane, Receiver, ServiceName } from "@postlane/testkit";
import { expect } from "vitest";
import { arrivals } from "./each-once.ts";
import { measureCpu } from "./measure-cpu.ts";
import { askHealth, type Health, measureHealth } from "./measure-health.ts";
import { type Answered, overHttp, overSmtp, sendSteadily, type SteadySender } from "./send-steadily.ts";
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
/** A fault lasts so long before anything is looked at … */
const SETTLE_MS = 1_500;
/** … and by then everybody has noticed it: the answers and what the services say of themselves are as they have to be from then on. */
const NOTICED_MS = 15_000;
/** Of a core, in CPU time of the process, beyond what it takes when all is well. What spins takes far more, unless Redis is what it waits for. */
const SPINNING = 0.25;
/** By itself, after the end of a fault. */
const RECOVERED_MS = 40_000;
const ARRIVED_MS = 60_000;

/**
 * Mail comes steadily over SMTP and HTTP before, during and after a fault: what cannot be taken is put off at once, with words that say
 * what to do; what was acknowledged arrives; ingress, workers and api live, say truly whether they can work, and do not spin; and all is
 * well again without anybody's help.
 * @returns the ids of the messages that were acknowledged
 */
export async function withstand(postlane: Postlane, situation: Situation): Promise<readonly string[]> {
  const { make } = situation;
  const smtp = sendSteadily(overSmtp(postlane), make, EVERY_MS);
  const http = sendSteadily(overHttp(postlane), make, HTTP_EVERY_MS);
  try {
    return await goThrough(postlane, situation, smtp, http);
  } finally {
    await Promise.all([smtp.stop(), http.stop()]);
  }
}

async function goThrough(
  postlane: Postlane,
  situation: Situation,
  smtp: SteadySender,
  http: SteadySender,
): Promise<readonly string[]> {
  const { receiver, lastsMs = 4_000, answerWithinMs = 2_500 } = situation;
  const services = [postlane.ingress, ...postlane.workers, postlane.api!];
  const cpuBefore = await measureCpu(services);
  await waitUntil("mail is taken before", () => smtp.answers.filter(({ code }) => code === 250).length >= 5);
  await waitUntil("and over HTTP", () => http.answers.some(({ code }) => code === 202));
  const cpuWhenWell = await cpuBefore();

  await situation.begin();
  let from: number;
  let until: number;
  let health: readonly Health[];
  let cpu: Record<string, number>;
  try {
    await becomesKnown(postlane, situation, smtp, http);
    from = performance.now();
    const [healthSaid, cpuUsed] = [measureHealth(postlane), await measureCpu(services)];
    const answered = (sender: SteadySender): number => sender.since(from).length;
    await Promise.all([
      sleep(lastsMs),
      situation.whileItLasts?.(),
      // However long that takes: how long each took is looked at below.
      waitUntil("enough was answered over SMTP", () => answered(smtp) > lastsMs / EVERY_MS / 2),
      waitUntil("enough was answered over HTTP", () => answered(http) > lastsMs / HTTP_EVERY_MS / 2),
    ]).finally(async () => ([health, cpu] = [await healthSaid(), await cpuUsed()]));
    until = performance.now();
  } finally {
    await situation.end();
  }

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
    ARRIVED_MS,
  );

  // Who still waits for an answer at the end of it may get another one.
  const within = ({ atMs, tookMs }: Answered): boolean => atMs >= from && atMs + tookMs < until;
  expectAnswers("SMTP", smtp.answers.filter(within), situation.smtp, answerWithinMs);
  expectAnswers("HTTP", http.answers.filter(within), situation.http, answerWithinMs);
  expect(services.filter(({ running }) => !running).map(({ name }) => name)).toEqual([]);
  expectHealth(health!, situation.ready);
  expect(
    Object.entries(cpu!).filter(([name, used]) => used > SPINNING + cpuWhenWell[name]!),
    `more of a core than ${JSON.stringify(cpuWhenWell)} before`,
  ).toEqual([]);
  return [...smtp.answers, ...http.answers].flatMap(({ text }) => MESSAGE_ID.exec(text)?.[0] ?? []);
}

/** A fault has its effect when the newest answers and the services say so. */
async function becomesKnown(
  postlane: Postlane,
  { smtp: smtpCodes, http: httpCodes, ready }: Situation,
  smtp: SteadySender,
  http: SteadySender,
): Promise<void> {
  const beganAt = performance.now();
  const newest = (sender: SteadySender): number | undefined => sender.since(beganAt).at(-1)?.code;
  await sleep(SETTLE_MS);
  await waitUntil(
    "the fault is noticed",
    async () =>
      smtpCodes.some((code) => code === newest(smtp)) &&
      httpCodes.some((code) => code === newest(http)) &&
      (await askHealth(postlane)).every((one) => one.alive && tellsTrue(one, ready)),
    NOTICED_MS,
  );
}

/** What says that a mail cannot be taken now, and what to do: RFC 3463 section 2, class 4; RFC 9457 for HTTP. */
const PUT_OFF: Readonly<Record<number, RegExp>> = {
  451: /^4\.3\.\d .*try again/,
  452: /^4\.3\.1 .*(try again in|in some minutes)/,
  503: /^application\/problem\+json.*"status":503.*"detail":".*(again|nothing of it was kept)/,
};

const MESSAGE_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

function expectAnswers(how: string, answers: readonly Answered[], codes: readonly number[], withinMs: number): void {
  expect(answers.length, `answers over ${how} during the fault`).toBeGreaterThan(0);
  const shown = ({ code, text, tookMs }: Answered): string => `${code} ${text} (${Math.round(tookMs)} ms)`;
  expect(answers.filter(({ code }) => !codes.includes(code)).map(shown), `${how} may answer ${codes}`).toEqual([]);
  expect(answers.filter(({ code, text }) => PUT_OFF[code]?.test(text) === false).map(shown)).toEqual([]);
  expect(Math.max(...answers.map(({ tookMs }) => tookMs)), `slowest answer over ${how}, ms`).toBeLessThan(withinMs);
}

function expectHealth(said: readonly Health[], ready: readonly ServiceName[]): void {
  expect(
    said.filter(({ alive }) => !alive),
    "not alive",
  ).toEqual([]);
  const untrue = said.filter((one) => !tellsTrue(one, ready));
  expect(untrue, `only these can work: ${ready}`).toEqual([]);
}

function tellsTrue({ name, ready: saysReady }: Health, ready: readonly ServiceName[]): boolean {
  return saysReady === ready.includes(name as ServiceName);
}

function isWell({ alive, ready }: Health): boolean {
  return alive && ready;
}
