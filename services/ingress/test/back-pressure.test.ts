import { type LanesSummary, writeSummary } from "@postlane/queue";
import { DEFAULT_SETTINGS, hashPassword, type Credential } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const passwordHash = await hashPassword("secret");
const credentials: Credential[] = ["greedy", "modest"].map((username) => ({ username, passwordHash, enabled: true }));
const OVER_SHARE =
  "452 4.3.1 The queue fills up and you have sent more than others: send the rest in some minutes, or more slowly";
const FULL = "452 4.3.1 The queue is full, try again in a few minutes";

const LIMITS = { maxWaiting: 1_000, maxMemoryPercent: 0 };

const open: SmtpClient[] = [];
let ingress: TestIngress;

beforeEach(async () => {
  ingress = await startTestIngress();
  ingress.change({ credentials });
  await maxMemory(0);
  // Beside it the comings and goings in Redis' own memory are nothing.
  await ingress.redis.setrange("ballast", 30_000_000, "x");
});
afterEach(async () => {
  for (const client of open.splice(0)) client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

async function client(username?: string): Promise<SmtpClient> {
  const made = await connectSmtp(ingress.addresses[0]!);
  open.push(made);
  await made.ehlo();
  if (username === undefined) return made;
  const response = Buffer.from(`\0${username}\0secret`).toString("base64");
  expect(await made.say(`AUTH PLAIN ${response}`)).toMatch(/^235/);
  return made;
}

async function take(by: SmtpClient, messages: number): Promise<void> {
  for (let n = 0; n < messages; n++) expect(await by.mail("x")).toMatch(/^250/);
}

/** Redis may use so many times what it uses now; 0 = no limit. */
async function maxMemory(times: number): Promise<void> {
  const used = Number(/^used_memory:(\d+)/m.exec(await ingress.redis.info("memory"))![1]);
  await ingress.redis.config("SET", "maxmemory", Math.round(used * times));
}

async function waiting(deliveries: number): Promise<void> {
  const numbers = { lanes: 1, active: 0, sessions: 0, lanesInOutage: 0, lanesPaused: 0, lanesSuspended: 0 };
  const summary: LanesSummary = { ...numbers, atMs: Date.now(), waiting: deliveries - 10, delayed: 10, deepest: [] };
  await writeSummary(ingress.redis, summary);
}

const level = () => ingress.metric("postlane_back_pressure_level");
async function untilLevel(number: number): Promise<void> {
  await expect.poll(level).toBe(number);
}

it.each<[what: string, high: () => Promise<void>, full: () => Promise<void>, calm: () => Promise<void>]>([
  ["memory", () => maxMemory(1 / 0.8), () => maxMemory(1 / 0.98), () => maxMemory(0)],
  ["a deep lane", () => waiting(900), () => waiting(1_000), () => waiting(100)],
])("%s: first whoever sends much is put off, then everybody, and by itself nobody", async (_what, high, full, calm) => {
  const backPressure = { maxWaiting: 1_000, maxMemoryPercent: 95, startPercent: 75 };
  ingress.change({ general: { ...DEFAULT_SETTINGS.general, backPressure } });
  const [greedy, modest, stranger] = [await client("greedy"), await client("modest"), await client()];
  await take(greedy, 40);
  await take(modest, 2);
  await untilLevel(0);

  await high();
  await untilLevel(1);
  expect(await greedy.say("MAIL FROM:<a@example.com>")).toBe(OVER_SHARE);
  expect(await greedy.say("RCPT TO:<b@example.net>")).toMatch(/^503/);
  await take(modest, 1);
  await take(stranger, 1);
  expect(await ingress.metric("postlane_back_pressure_refusals_total", { reason: "over-share" })).toBe(1);

  await full();
  await untilLevel(2);
  for (const one of [greedy, modest, stranger]) expect(await one.say("MAIL FROM:<a@example.com>")).toBe(FULL);
  expect(await ingress.metric("postlane_back_pressure_refusals_total", { reason: "full" })).toBe(3);
  expect(ingress.intake.taken).toHaveLength(44);

  await calm();
  await untilLevel(0);
  await take(greedy, 1);
  expect(
    ingress.log
      .filter(({ before }) => before !== undefined)
      .map((line) => [line.level, line.before, line.pressure, line.msg]),
  ).toEqual([
    ["warn", "calm", "high", "the queue fills up: senders above their share are put off"],
    ["warn", "high", "full", "the queue is full: all new mail is put off"],
    ["info", "full", "calm", "the queue has room again: all new mail is taken"],
  ]);
});

it("a client that comes again and again while there is no room is one line in the log, not one for each message", async () => {
  ingress.change({ general: { ...DEFAULT_SETTINGS.general, backPressure: { ...LIMITS, startPercent: 75 } } });
  const sender = await client();
  await waiting(1_000);
  await untilLevel(2);
  for (let n = 0; n < 20; n++) expect(await sender.say("MAIL FROM:<a@example.com>")).toBe(FULL);
  for (let n = 0; n < 3; n++) expect(await sender.say("RCPT TO:<a@example.com>")).toMatch(/^503/);
  const refused = ingress.log.filter(({ msg }) => msg === "refused").map(({ reply, times }) => [reply, times]);
  const ownFault = ["503 5.5.1 MAIL comes first", undefined];
  expect(refused).toEqual([[FULL, 1], ownFault, ownFault, ownFault]);
  expect(await ingress.metric("postlane_ingress_refused_total", { code: "452" })).toBe(20);
});

it("a login with a quota keeps to it, spread over the hour", async () => {
  const backPressure = { maxWaiting: 1_000, maxMemoryPercent: 0, startPercent: 75 };
  ingress.change({ general: { ...DEFAULT_SETTINGS.general, backPressure } });
  const greedy = await client("greedy");
  await take(greedy, 40);
  await waiting(900);
  await untilLevel(1);
  expect(await greedy.say("MAIL FROM:<a@example.com>")).toBe(OVER_SHARE);
  ingress.change({ credentials: credentials.map((one) => ({ ...one, messagesPerHour: 410 })) });
  await take(greedy, 1);
  expect(await greedy.say("MAIL FROM:<a@example.com>")).toMatch(/^250/);
});

it("what this process has taken since the lanes were walked counts as well", async () => {
  const backPressure = { maxWaiting: 1_000, maxMemoryPercent: 0, startPercent: 100 };
  ingress.change({ general: { ...DEFAULT_SETTINGS.general, backPressure } });
  await waiting(995);
  const sender = await client();
  // What was taken before the walk is in it, so it has to be seen first.
  await expect.poll(() => ingress.pressure.load.waiting).toBe(995);
  await take(sender, 4);
  await expect.poll(() => ingress.pressure.load.waiting).toBe(999);
  expect(await level()).toBe(0);
  await take(sender, 1);
  await untilLevel(2);
});

it("a transaction that was begun while there was room is finished", async () => {
  const backPressure = { maxWaiting: 1_000, maxMemoryPercent: 0, startPercent: 75 };
  ingress.change({ general: { ...DEFAULT_SETTINGS.general, backPressure } });
  const sender = await client();
  for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.net>"])
    expect(await sender.say(line)).toMatch(/^250/);
  await waiting(1_000);
  await untilLevel(2);
  expect(await sender.say("DATA")).toMatch(/^354/);
  sender.send("x\r\n.\r\n");
  expect(await sender.reply()).toMatch(/^250/);
});
