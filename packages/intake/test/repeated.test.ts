import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { ClaimLost, createLedgerStore, type LedgerStore } from "@postlane/ledger";
import type { LogRecord } from "@postlane/mail";
import { createLanes, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { DEFAULT_SETTINGS } from "@postlane/settings";
import { createSpool } from "@postlane/spool";
import { openSuppressions, type Suppressions } from "@postlane/suppressions";
import { readRecords, type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createClaims,
  createIntake,
  IdempotencyKeyReused,
  type Intake,
  IntakeUnavailable,
  type RepeatKey,
  type Submission,
} from "../src/index.ts";

/** Longer than a busy machine takes for a message: who needs more has lost it. */
const LOST_AFTER_MS = 2_500;
/** Two processes, each with its own client. */
let server: RedisServer;
let clients: RedisClient[];
let ledgers: LedgerStore[];
let lists: Suppressions[];
let lanes: Lanes[];
let intakes: Intake[];
let directory: string;

beforeAll(async () => {
  server = await startRedis();
  directory = await mkdtemp(join(tmpdir(), "postlane-once-"));
  clients = [0, 1].map(() => openRedis(server.url, "fail-fast", () => {}));
  await Promise.all(clients.map((client) => waitUntilReady(client, 5_000)));
  ledgers = clients.map((client) => createLedgerStore(client));
  lists = await Promise.all(clients.map((redis) => openSuppressions({ redis, now: Date.now })));
  lanes = clients.map((redis) => createLanes({ redis, lockMs: 5_000, shards: 1, onError: () => {} }));
  await Promise.all(lanes.map((each) => each.ready()));
  const spool = await createSpool({ redis: clients[0]!, directory, inlineMaxBytes: 1_000 });
  intakes = clients.map((redis, n) =>
    createIntake({
      spool,
      ledger: ledgers[n]!,
      lanes: lanes[n]!,
      records: createRecordWriter({ redis, maxLength: 1_000 }),
      suppressions: lists[n]!,
      claims: createClaims({ redis, ledger: ledgers[n]!, lostAfterMs: LOST_AFTER_MS }),
      rules: () => [],
      relays: () => [],
      relayChoices: () => [],
      reports: () => DEFAULT_SETTINGS.general.reports,
      countReport() {},
      hostname: "postlane.test",
      log: { warn() {} },
      unordered: false,
      now: Date.now,
      onTicketError: () => {},
    }),
  );
});
beforeEach(async () => {
  // A test that failed may have left it killed.
  await server.start();
  await Promise.all(clients.map((client) => waitUntilReady(client, 15_000)));
  await clients[0]!.flushall();
});
afterAll(async () => {
  for (const list of lists) list.close();
  await Promise.all(lanes.map((each) => each.close()));
  for (const client of clients) client.disconnect();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

function mail(change: Partial<RepeatKey> & { to?: string[]; subject?: string; content?: Readable } = {}): Submission {
  const { to = ["a@b.test"], subject = "Hi", content = Buffer.from("Subject: x\r\n\r\nhi\r\n"), ...key } = change;
  return {
    messageId: intakes[0]!.newMessageId(),
    envelope: { reversePath: "s@c.test", recipients: to.map((address) => ({ address })) },
    content,
    facts: () => ({ utf8Headers: false, eightBit: false, subject }),
    repeatKey: () => ({ scope: "ann", key: "k1", ...key }),
  };
}

const received = async (): Promise<LogRecord[]> =>
  (await readRecords(server.url)).filter(({ kind, reportOf }) => kind === "received" && !reportOf);
const held = async () => (await clients[0]!.keys("pl:{m:*:ledger")).length;
const claimName = async () => (await clients[0]!.keys("pl:{idem:*"))[0]!;

describe("the same submission again", () => {
  it("is the first message, however much later", async () => {
    const first = mail();
    expect(await intakes[0]!.accept(first)).not.toHaveProperty("replayed");
    expect(await intakes[1]!.accept(mail())).toMatchObject({ messageId: first.messageId, replayed: true });
    expect(await received()).toHaveLength(1);
    expect(await held()).toBe(1);
    const ttl = await clients[0]!.ttl(await claimName());
    expect(ttl).toBeGreaterThan(86_000);
  });

  it("at once in two processes is one message, and both hear its id", async () => {
    for (let round = 0; round < 20; round++) {
      const both = [mail({ key: `r${round}` }), mail({ key: `r${round}` })];
      const answers = await Promise.all(both.map((each, n) => intakes[n]!.accept(each)));
      expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
      expect(answers.filter(({ replayed }) => replayed)).toHaveLength(1);
    }
    expect(await received()).toHaveLength(20);
    expect(await held()).toBe(20);
  });

  it("as a stream leaves no second body", async () => {
    const stream = () => Readable.from([Buffer.alloc(5_000, "x")]);
    const first = mail({ content: stream() });
    await intakes[0]!.accept(first);
    expect(await intakes[0]!.accept(mail({ content: stream() }))).toMatchObject({ messageId: first.messageId });
    const files = async () =>
      (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    await expect.poll(async () => (await files()).map(({ name }) => name)).toEqual([first.messageId]);
  });

  it("is known, too, when all its recipients were suppressed", async () => {
    await lists[0]!.put({ address: "a@b.test", source: "manual", reason: "x", createdBy: "x", createdAtMs: 1 });
    const first = mail();
    expect(await intakes[0]!.accept(first)).toMatchObject({ suppressed: 1 });
    await clients[0]!.hdel(await claimName(), "done");
    expect(await intakes[0]!.accept(mail())).toMatchObject({ messageId: first.messageId, replayed: true });
    expect(await received()).toHaveLength(1);
    // Its sender was told once.
    expect((await readRecords(server.url)).filter(({ reportOf }) => reportOf === first.messageId)).toHaveLength(1);
    await lists[0]!.remove("a@b.test");
  });
});

describe("is another message", () => {
  it.each([
    ["to other recipients, as a client sends to many in parts", { to: ["c@d.test"] }],
    ["of somebody else", { scope: "bob" }],
    ["with another key", { key: "k2" }],
  ])("%s", async (_what, change) => {
    await intakes[0]!.accept(mail());
    expect(await intakes[1]!.accept(mail(change))).not.toHaveProperty("replayed");
    expect(await held()).toBe(2);
  });

  it("with another subject to the same recipients: refused, for one of the two must be wrong", async () => {
    await intakes[0]!.accept(mail({ to: ["a@b.test", "c@b.test"] }));
    const other = mail({ to: ["c@b.test", "a@b.test"], subject: "Other" });
    await expect(intakes[1]!.accept(other)).rejects.toThrow(IdempotencyKeyReused);
    expect(await held()).toBe(1);
  });

  it("when the whole request is known and is another one: refused, whatever the recipients", async () => {
    await intakes[0]!.accept(mail({ request: "one" }));
    await expect(intakes[1]!.accept(mail({ request: "two", to: ["c@d.test"] }))).rejects.toThrow(IdempotencyKeyReused);
    expect(await intakes[1]!.accept(mail({ request: "one" }))).toHaveProperty("replayed");
    expect(await intakes[1]!.accept(mail())).toHaveProperty("replayed");
  });
});

describe("a process that dies", () => {
  const dead = () => new Promise<never>(() => {});

  it("before it commits holds the key for a moment only, and can never commit behind its successor", async () => {
    const lost = mail();
    vi.spyOn(ledgers[0]!, "createClaimed").mockImplementationOnce(dead);
    void intakes[0]!.accept(lost);
    await expect.poll(() => clients[0]!.keys("pl:{idem:*")).toHaveLength(1);
    const startedAt = performance.now();
    const next = mail();
    expect(await intakes[1]!.accept(next)).not.toHaveProperty("replayed");
    expect(performance.now() - startedAt).toBeLessThan(LOST_AFTER_MS + 5_000);
    const head = { ...(await ledgers[0]!.readMessage(next.messageId))!.head, messageId: lost.messageId };
    await expect(ledgers[0]!.createClaimed(head, [], 60)).rejects.toThrow(ClaimLost);
    expect(await intakes[1]!.accept(mail())).toMatchObject({ messageId: next.messageId, replayed: true });
    expect(await held()).toBe(1);
  });

  it("after it committed has sent the message: the next one hears its id, also when it is delivered already", async () => {
    const first = mail();
    await intakes[0]!.accept(first);
    await clients[0]!.hdel(await claimName(), "done");
    await clients[0]!.del(keys.ledger(first.messageId), keys.body(first.messageId), keys.records());
    expect(await intakes[1]!.accept(mail())).toMatchObject({ messageId: first.messageId, replayed: true });
    expect(await held()).toBe(0);
  });

  it("or only seemed to: what somebody was told of is not taken back", async () => {
    const first = mail();
    const { createClaimed } = ledgers[0]!;
    vi.spyOn(ledgers[0]!, "createClaimed").mockImplementationOnce(async (...args) => {
      await createClaimed(...args);
      // Its answer is long in coming; meanwhile somebody else asks for the message.
      await expect(intakes[1]!.accept(mail())).resolves.toMatchObject({ messageId: first.messageId, replayed: true });
      throw new Error("Command timed out");
    });
    await expect(intakes[0]!.accept(first)).rejects.toThrow(IntakeUnavailable);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ledgers[1]!.readMessage(first.messageId)).toBeDefined();
    expect(await clients[0]!.exists(keys.body(first.messageId))).toBe(1);
  });
});

describe("what could not be taken", () => {
  it("because the same is under way elsewhere for too long may come again", async () => {
    const patient = createClaims({ redis: clients[0]!, ledger: ledgers[0]!, giveUpAfterMs: 200 });
    const { messageId, envelope } = mail();
    const asked = { scope: "ann", key: "k1", messageId, envelope, subject: "Hi" };
    void patient.once(asked, () => new Promise(() => {}));
    await expect.poll(() => clients[0]!.keys("pl:{idem:*")).toHaveLength(1);
    await expect(patient.once({ ...asked, messageId: "other" }, async () => {})).rejects.toThrow(IntakeUnavailable);
  });

  it("may be tried again at once", async () => {
    vi.spyOn(ledgers[0]!, "createClaimed").mockRejectedValueOnce(new Error("Command timed out"));
    await expect(intakes[0]!.accept(mail())).rejects.toThrow(IntakeUnavailable);
    const again = mail();
    expect(await intakes[1]!.accept(again)).toMatchObject({ messageId: again.messageId });
    expect(await held()).toBe(1);
  });

  it("because Redis is away leaves nothing in the spool", async () => {
    await server.kill();
    const large = mail({ content: Readable.from([Buffer.alloc(5_000)]) });
    await expect(intakes[0]!.accept(large)).rejects.toThrow(IntakeUnavailable);
    await server.start();
    await Promise.all(clients.map((client) => waitUntilReady(client, 5_000)));
    const names = async () => await readdir(directory, { recursive: true });
    await expect.poll(async () => (await names()).join()).not.toContain(large.messageId);
  });
});
