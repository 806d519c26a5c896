import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import type { DomainRule, Envelope, Relay, RelayChoice, ReportSettings } from "@postlane/mail";
import { createLanes, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { DEFAULT_SETTINGS } from "@postlane/settings";
import { createSpool, type Spool } from "@postlane/spool";
import { openSuppressions, type Suppressions } from "@postlane/suppressions";
import { readRecords, type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createClaims, createIntake, type Intake, IntakeUnavailable, type Submission } from "../src/index.ts";

const INLINE_MAX = 1_000;
const LOST_AFTER_MS = 1_000;
let server: RedisServer;
/** The intake's own client, as ingress opens it; and one to look with. */
let redis: RedisClient;
let look: RedisClient;
let lanes: Lanes;
let spool: Spool;
let ledger: LedgerStore;
let suppressions: Suppressions;
let intake: Intake;
let directory: string;
let rules: DomainRule[] = [];
let relays: Relay[] = [];
let choices: RelayChoice[] = [];
let reports: Partial<ReportSettings> = {};
const counted: string[] = [];
const ticketErrors: Error[] = [];
const unhandled: string[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(String(reason));

beforeAll(async () => {
  server = await startRedis();
  directory = await mkdtemp(join(tmpdir(), "postlane-intake-"));
  redis = openRedis(server.url, "fail-fast", () => {});
  look = openRedis(server.url, "patient", () => {});
  await Promise.all([waitUntilReady(redis, 5_000), waitUntilReady(look, 5_000)]);
  lanes = createLanes({ redis, lockMs: 5_000, shards: 1, onError: () => {} });
  await lanes.ready();
  ledger = createLedgerStore(redis);
  suppressions = await openSuppressions({ redis, now: Date.now });
  spool = await createSpool({ redis, directory, inlineMaxBytes: INLINE_MAX });
  intake = createIntake({
    spool,
    ledger,
    lanes,
    records: createRecordWriter({ redis, maxLength: 1_000 }),
    suppressions,
    claims: createClaims({ redis, ledger, lostAfterMs: LOST_AFTER_MS }),
    rules: () => rules,
    relays: () => relays,
    relayChoices: () => choices,
    reports: () => ({ ...DEFAULT_SETTINGS.general.reports, ...reports }),
    countReport: (kind, result) => counted.push(`${kind} ${result}`),
    hostname: "postlane.test",
    log: { warn() {} },
    unordered: false,
    now: Date.now,
    onTicketError: (error) => ticketErrors.push(error),
  });
  process.on("unhandledRejection", onUnhandled);
});
beforeEach(async () => {
  // A test that failed may have left it killed, or full.
  await server.start();
  await Promise.all([waitUntilReady(redis, 15_000), waitUntilReady(look, 15_000)]);
  await look.config("SET", "maxmemory", "0");
  await look.flushall();
  // As a process sees it that was started on an empty Redis.
  await expect.poll(() => suppressions.isEmpty()).toBe(true);
  rules = [];
  relays = [];
  choices = [];
  // Most tests here are about one message.
  reports = { failure: false };
  counted.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  ticketErrors.length = 0;
  expect(unhandled.splice(0)).toEqual([]);
});
afterAll(async () => {
  process.off("unhandledRejection", onUnhandled);
  suppressions.close();
  await lanes.close();
  redis.disconnect();
  look.disconnect();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

function submission(
  to: readonly string[],
  content: Submission["content"] = Buffer.from("Subject: x\r\n\r\nhi\r\n"),
): Submission {
  return {
    messageId: intake.newMessageId(),
    envelope: { reversePath: "s@c.test", recipients: to.map((address) => ({ address })) },
    content,
    facts: () => ({ utf8Headers: false, eightBit: false, subject: "x" }),
    clientAddress: "192.0.2.7",
  };
}

async function filesInSpool(): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function nothingIsKeptOf(messageId: string): Promise<boolean> {
  return (await look.exists(keys.ledger(messageId), keys.body(messageId))) === 0;
}

describe("accepting a message", () => {
  it("has body, deliveries, ledger and record in Redis when it resolves, then a ticket", async () => {
    const mail = submission(["a@b.test", "b@b.test", "c@d.test"]);
    const accepted = await intake.accept(mail);
    expect(accepted).toEqual({ messageId: mail.messageId, sizeBytes: 18, suppressed: 0 });
    const [body, message, b, d, records] = await Promise.all([
      look.get(keys.body(mail.messageId)),
      createLedgerStore(look).readMessage(mail.messageId),
      lanes.survey("direct:b.test"),
      lanes.survey("direct:d.test"),
      readRecords(server.url),
    ]);
    expect(body).toBe("Subject: x\r\n\r\nhi\r\n");
    expect(message?.head).toMatchObject({
      messageId: mail.messageId,
      sizeBytes: 18,
      subject: "x",
      clientAddress: "192.0.2.7",
    });
    expect(message?.deliveries.map(({ lane, state }) => [lane, state])).toEqual([
      ["direct:b.test", "open"],
      ["direct:d.test", "open"],
    ]);
    expect([b.waiting, d.waiting]).toEqual([1, 1]);
    expect(records).toEqual([
      expect.objectContaining({
        id: `${mail.messageId}/0/received`,
        kind: "received",
        recipients: ["a@b.test", "b@b.test", "c@d.test"],
      }),
    ]);
    await expect.poll(() => look.llen(`${keys.sessionsPrefix(0)}:sessions-0:wait`), { timeout: 10_000 }).toBe(2);
  });

  it("splits more than 100 recipients of a domain", async () => {
    const mail = submission(Array.from({ length: 250 }, (_, n) => `u${n}@b.test`));
    await intake.accept(mail);
    const message = await createLedgerStore(look).readMessage(mail.messageId);
    expect(message?.deliveries.map(({ recipients }) => recipients.length)).toEqual([100, 100, 50]);
    expect((await lanes.survey("direct:b.test")).waiting).toBe(3);
  });

  it("goes by relay at once when the rule allows no direct attempts, past one that is failing", async () => {
    rules = [{ domain: "b.test", directAttempts: 0 }];
    choices = [
      { id: "r1", usable: false },
      { id: "r2", usable: true },
    ];
    await intake.accept(submission(["a@b.test", "a@d.test"]));
    expect((await lanes.survey("relay:r2")).waiting).toBe(1);
    expect((await lanes.survey("direct:d.test")).waiting).toBe(1);
    expect((await lanes.survey("relay:r1")).waiting).toBe(0);
  });

  it("names a domain that cannot go anywhere, and takes no mail for it", async () => {
    rules = [{ domain: "b.test", directAttempts: 0 }];
    expect(intake.routeProblem("d.test")).toBeUndefined();
    expect(intake.routeProblem("b.test")).toContain("b.test");
    const mail = submission(["a@d.test", "a@b.test"]);
    await expect(intake.accept(mail)).rejects.toThrow(IntakeUnavailable);
    expect(await nothingIsKeptOf(mail.messageId)).toBe(true);
    expect((await lanes.survey("direct:d.test")).waiting).toBe(0);
  });

  it("wakes a session that waits with its connection open instead of offering a ticket", async () => {
    const subscriber = openRedis(server.url, "patient", () => {});
    const woken: string[] = [];
    subscriber.on("message", (_channel: string, session: string) => woken.push(session));
    await subscriber.subscribe(keys.wakeChannel("w1"));
    await lanes.enterIdle("direct:b.test", "w1:1", 5_000);
    await intake.accept(submission(["a@b.test"]));
    await expect.poll(() => woken, { timeout: 10_000 }).toEqual(["w1:1"]);
    await sleep(50);
    expect(await look.llen(`${keys.sessionsPrefix(0)}:sessions-0:wait`)).toBe(0);
    subscriber.disconnect();
  });
});

describe("a large body", () => {
  const large = () => Buffer.alloc(INLINE_MAX + 1, "x");

  it.each(["a buffer", "a stream"])("as %s goes to the directory, not to Redis", async (kind) => {
    const mail = submission(["a@b.test"], kind === "a buffer" ? large() : Readable.from([large()]));
    expect((await intake.accept(mail)).sizeBytes).toBe(INLINE_MAX + 1);
    expect(await look.exists(keys.body(mail.messageId))).toBe(0);
    expect(await filesInSpool()).toContain(mail.messageId);
  });

  it("is removed when Redis does not take the rest", async () => {
    const mail = submission(["a@b.test"], Readable.from([large()]));
    vi.spyOn(ledger, "create").mockRejectedValue(new Error("OOM"));
    await expect(intake.accept(mail)).rejects.toThrow(IntakeUnavailable);
    await expect.poll(filesInSpool, { timeout: 10_000 }).not.toContain(mail.messageId);
  });

  it("that breaks off leaves nothing, and its own error comes through", async () => {
    const broken = new Readable({ read() {} });
    broken.push(large());
    const mail = submission(["a@b.test"], broken);
    const accepting = intake.accept(mail);
    const lost = new Error("client lost");
    await sleep(50);
    broken.destroy(lost);
    await expect(accepting).rejects.toBe(lost);
    expect(await filesInSpool()).not.toContain(mail.messageId);
    expect(await nothingIsKeptOf(mail.messageId)).toBe(true);
    expect((await lanes.survey("direct:b.test")).waiting).toBe(0);
  });
});

describe("when Redis cannot take it", () => {
  it("fails within about a second while Redis hangs, and undoes it when Redis wakes", async () => {
    const mails = Array.from({ length: 5 }, () => submission(["a@b.test"]));
    process.kill(server.pid, "SIGSTOP");
    const startedAt = performance.now();
    const results = await Promise.allSettled(mails.map((mail) => intake.accept(mail)));
    const tookMs = performance.now() - startedAt;
    process.kill(server.pid, "SIGCONT");
    expect(results.map((one) => one.status === "rejected" && one.reason instanceof IntakeUnavailable)).not.toContain(
      false,
    );
    expect(tookMs).toBeLessThan(5_000);
    for (const mail of mails) await expect.poll(() => nothingIsKeptOf(mail.messageId), { timeout: 10_000 }).toBe(true);
  });

  it("takes nothing back of what the caller will hand in again: once made, it may be on its way already", async () => {
    const mail = { ...submission(["a@b.test"]), once: true, reportOf: "m0" };
    vi.spyOn(ledger, "createOnce").mockImplementationOnce(async (head, deliveries) => {
      await createLedgerStore(look).createOnce(head, deliveries);
      throw new Error("Connection is closed.");
    });
    await expect(intake.accept(mail)).rejects.toThrow(IntakeUnavailable);
    // As long as what was written for a mail of a client would be taken back.
    await sleep(700);
    expect(await nothingIsKeptOf(mail.messageId)).toBe(false);
    await intake.accept(mail);
    expect((await lanes.survey("direct:b.test")).waiting).toBe(1);
    expect((await readRecords(server.url)).at(-1)).toMatchObject({ messageId: mail.messageId, reportOf: "m0" });
  });

  it("fails within about a second when Redis dies under it, keeps nothing, and takes mail again afterwards", async () => {
    const mails = Array.from({ length: 20 }, () => submission(["a@b.test"]));
    const startedAt = performance.now();
    process.kill(server.pid, "SIGSTOP");
    const accepting = Promise.allSettled(mails.map((mail) => intake.accept(mail)));
    await sleep(50);
    await server.kill();
    const results = await accepting;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(results.map((one) => one.status === "rejected" && one.reason instanceof IntakeUnavailable)).not.toContain(
      false,
    );
    await server.start();
    await Promise.all([waitUntilReady(redis, 5_000), waitUntilReady(look, 5_000)]);
    await intake.accept(submission(["a@b.test"]));
    for (const mail of mails) expect(await nothingIsKeptOf(mail.messageId)).toBe(true);
  });

  it("undoes as soon as it can what Redis had carried out before the connection was cut", async () => {
    const mail = submission(["a@b.test"]);
    // The ledger is written, its answer and what would undo it are lost with the connection.
    vi.spyOn(ledger, "create").mockImplementationOnce(async (head, deliveries) => {
      await createLedgerStore(look).create(head, deliveries);
      (redis as unknown as { stream: { destroy(): void } }).stream.destroy();
      throw new Error("Connection is closed.");
    });
    await expect(intake.accept(mail)).rejects.toThrow(IntakeUnavailable);
    await expect.poll(() => nothingIsKeptOf(mail.messageId)).toBe(true);
  });

  it("keeps nothing half when Redis is full, and takes mail again when it is not", async () => {
    const { used_memory: used } = await memory();
    await look.config("SET", "maxmemory", String(Number(used) - 10_000));
    const mail = submission(["a@b.test"]);
    await expect(intake.accept(mail)).rejects.toThrow(IntakeUnavailable);
    await expect.poll(() => nothingIsKeptOf(mail.messageId), { timeout: 10_000 }).toBe(true);
    expect(await readRecords(server.url)).toEqual([]);
    await look.config("SET", "maxmemory", "0");
    await intake.accept(submission(["a@b.test"]));
  });

  async function memory(): Promise<Record<string, string>> {
    const lines = (await look.info("memory")).split("\r\n");
    return Object.fromEntries(lines.map((line) => line.split(":") as [string, string]));
  }
});

describe("recipients that are suppressed", () => {
  const entry = (address: string) => ({
    address,
    source: "manual" as const,
    reason: "asked for it",
    createdBy: "admin",
    createdAtMs: Date.parse("2026-11-23T12:00:00Z"),
  });
  const said = async () =>
    (await readRecords(server.url)).map(({ kind, recipients, id }) => [kind, recipients, id.slice(36)]);

  it("get a record of their own and no mail; the others get theirs", async () => {
    await suppressions.putAll([entry("ann@b.test"), entry("@d.test")]);
    const mail = submission(["Ann@b.test", "bob@b.test", "x@d.test", "y@d.test", "c@e.test"]);
    expect(await intake.accept(mail)).toEqual({ messageId: mail.messageId, sizeBytes: 18, suppressed: 3 });
    const message = await createLedgerStore(look).readMessage(mail.messageId);
    expect(message?.deliveries.map(({ recipients }) => recipients)).toEqual([
      [{ address: "bob@b.test" }],
      [{ address: "c@e.test" }],
    ]);
    expect(await said()).toEqual([
      ["received", ["Ann@b.test", "bob@b.test", "x@d.test", "y@d.test", "c@e.test"], "/0/received"],
      ["suppressed", ["Ann@b.test"], "/0/suppressed/0"],
      ["suppressed", ["x@d.test", "y@d.test"], "/0/suppressed/1"],
    ]);
    expect((await readRecords(server.url))[1]).toMatchObject({
      messageId: mail.messageId,
      domain: "b.test",
      enhancedCode: "5.7.1",
      detail:
        "not sent: ann@b.test is on the suppression list since 2026-11-23 (asked for it); DELETE /v1/suppressions/ann@b.test takes it off",
    });
    await expect.poll(() => suppressions.get("@d.test")).toMatchObject({ hits: 2 });
  });

  it.each([
    ["small", Buffer.from("Subject: x\r\n\r\nhi\r\n"), 18],
    ["large", Readable.from([Buffer.alloc(INLINE_MAX), Buffer.alloc(500)]), INLINE_MAX + 500],
  ])("alone: a %s message is recorded, ends at once, and nothing is kept of it", async (_size, content, sizeBytes) => {
    await suppressions.put(entry("@b.test"));
    const mail = submission(["ann@b.test", "bob@b.test"], content);
    expect(await intake.accept(mail)).toEqual({ messageId: mail.messageId, sizeBytes, suppressed: 2 });
    expect(await nothingIsKeptOf(mail.messageId)).toBe(true);
    expect(await filesInSpool()).not.toContain(mail.messageId);
    expect((await lanes.survey("direct:b.test")).waiting).toBe(0);
    const [received, ...ends] = await readRecords(server.url);
    expect(received).toMatchObject({ kind: "received", sizeBytes, subject: "x" });
    expect(ends.map(({ kind, recipients }) => [kind, recipients])).toEqual([
      ["suppressed", ["ann@b.test", "bob@b.test"]],
    ]);
  });

  it("may be asked for beforehand", async () => {
    expect(intake.lookUp([{ address: "ann@b.test" }])).toBeUndefined();
    await suppressions.put(entry("ann@b.test"));
    const suppressed = intake.lookUp([{ address: "ann@b.test" }]);
    await suppressions.remove("ann@b.test");
    expect((await intake.accept({ ...submission(["ann@b.test"]), suppressed })).suppressed).toBe(1);
  });

  it("cannot be told while Redis is away: nothing is taken", async () => {
    await suppressions.put(entry("ann@b.test"));
    await server.kill();
    await expect(intake.accept(submission(["bob@b.test"]))).rejects.toThrow(IntakeUnavailable);
    await server.start();
    await Promise.all([waitUntilReady(redis, 5_000), waitUntilReady(look, 5_000)]);
  });
});

describe("senders of mail to suppressed recipients", () => {
  const HEADERS = "Subject: x\r\nX-Mark: header\r\n";
  const SMALL = Buffer.from(`${HEADERS}\r\nthe body\r\n`);
  beforeEach(async () => {
    reports = {};
    await suppressions.put({
      address: "@gone.test",
      source: "manual",
      reason: "asked for it",
      createdBy: "admin",
      createdAtMs: Date.parse("2026-11-23T12:00:00Z"),
    });
  });

  function mail(content: Submission["content"], recipients: Envelope["recipients"], more: Partial<Envelope> = {}) {
    return { ...submission([], content), envelope: { reversePath: "s@c.test", recipients, ...more } };
  }

  /** Every message whose recipient is the sender, as text. */
  async function reportsTo(domain = "c.test"): Promise<string[]> {
    const found = (await readRecords(server.url)).filter(({ reportOf, domain: to }) => reportOf && to === domain);
    return Promise.all(
      found.map(async ({ messageId }) => {
        const { head } = (await createLedgerStore(look).readMessage(messageId))!;
        return text(await spool.get(head.spoolRef));
      }),
    );
  }

  it("are told in one report, with all that RFC 3464 wants but an attempt, before the message is acknowledged", async () => {
    const recipients = [
      { address: "ann@gone.test", orcpt: "rfc822;Ann@old.test" },
      { address: "bob@gone.test" },
      { address: "c@there.test" },
    ];
    const accepted = mail(SMALL, recipients, { envid: "q+2B1" });
    await intake.accept(accepted);
    const [report, ...more] = await reportsTo();
    expect(more).toEqual([]);
    expect(report).toContain("To: <s@c.test>\r\n");
    expect(report).toContain("Reporting-MTA: dns; postlane.test\r\nOriginal-Envelope-Id: q+1\r\nArrival-Date: ");
    expect(report).toContain(
      "Original-Recipient: rfc822;Ann@old.test\r\nFinal-Recipient: rfc822;ann@gone.test\r\nAction: failed\r\nStatus: 5.7.1\r\n" +
        "Diagnostic-Code: x-postlane; not sent: the address is on the suppression list\r\n of this server\r\n\r\n",
    );
    expect(report).toContain("Final-Recipient: rfc822;bob@gone.test");
    expect(report).not.toContain("there.test");
    expect(report).not.toContain("Last-Attempt-Date");
    expect(report).toContain("X-Mark: header");
    expect(report).not.toContain("the body");
    const all = await readRecords(server.url);
    const received = all.find(({ reportOf }) => reportOf === accepted.messageId)!;
    expect(received).toMatchObject({ reversePath: "", recipients: ["s@c.test"] });
    expect(all.find(({ kind }) => kind === "suppressed")).toMatchObject({ reportId: received.messageId });
    expect(counted).toEqual(["failure made"]);
    const { head, deliveries } = (await createLedgerStore(look).readMessage(received.messageId))!;
    expect(head.envelope.reversePath).toBe("");
    expect(deliveries[0]!.recipients).toEqual([{ address: "s@c.test", notify: ["NEVER"] }]);
  });

  it.each([
    ["wholly, when RET=FULL asks for it", SMALL, { ret: "FULL" }, ["X-Mark: header", "the body"], []],
    ["by its headers, when it is larger than goes back", SMALL, { ret: "FULL" }, ["Subject: x"], ["the body"]],
    [
      "by its headers, of a stream that is not kept",
      () => Readable.from([Buffer.from(HEADERS), Buffer.from("\r\nthe body\r\n"), Buffer.alloc(3 * INLINE_MAX, 46)]),
      {},
      ["X-Mark: header"],
      ["the body"],
    ],
  ] as const)("get the message back %s", async (why, content, envelope, has, lacks) => {
    if (why.includes("larger")) reports = { maxOriginalBytes: 20 };
    await intake.accept(
      mail(typeof content === "function" ? content() : content, [{ address: "a@gone.test" }], envelope),
    );
    const [report] = await reportsTo();
    for (const part of has) expect(report).toContain(part);
    for (const part of lacks) expect(report).not.toContain(part);
    expect(report!.length).toBeLessThan(4_000);
  });

  it("still have their other recipients served with the whole of a stream", async () => {
    const pieces = [Buffer.from(`${HEADERS}\r\n`), Buffer.alloc(2 * INLINE_MAX, 46), Buffer.from("\r\nend\r\n")];
    const accepted = mail(Readable.from(pieces), [{ address: "a@gone.test" }, { address: "a@there.test" }]);
    const sizeBytes = Buffer.concat(pieces).length;
    expect(await intake.accept(accepted)).toMatchObject({ sizeBytes, suppressed: 1 });
    expect(await filesInSpool()).toContain(accepted.messageId);
    expect(await reportsTo()).toHaveLength(1);
  });

  it.each([
    ["NOTIFY=NEVER", [{ address: "a@gone.test", notify: ["NEVER"] }], {}, {}, undefined],
    ["NOTIFY=SUCCESS,DELAY", [{ address: "a@gone.test", notify: ["SUCCESS", "DELAY"] }], {}, {}, undefined],
    ["a null reverse-path: it is a report itself", [{ address: "a@gone.test" }], { reversePath: "" }, {}, undefined],
    ["failures switched off", [{ address: "a@gone.test" }], {}, { failure: false }, undefined],
    [
      "a sender that did not log in",
      [{ address: "a@gone.test" }],
      {},
      { authenticatedOnly: true },
      /authenticatedOnly/,
    ],
    ["a forged domain", [{ address: "a@gone.test" }], {}, { senderDomains: ["x.test"] }, /senderDomains/],
    ["a sender that is suppressed, too", [{ address: "a@gone.test" }], { reversePath: "me@gone.test" }, {}, /suppress/],
  ] as const)("are not told with %s", async (_why, recipients, envelope, settings, withheld) => {
    reports = settings;
    const accepted = mail(SMALL, recipients as Envelope["recipients"], envelope);
    expect(await intake.accept(accepted)).toMatchObject({ suppressed: 1 });
    const all = await readRecords(server.url);
    expect(all.map(({ kind, messageId }) => [kind, messageId])).toEqual([
      ["received", accepted.messageId],
      ["suppressed", accepted.messageId],
    ]);
    if (withheld) expect(all[1]!.reportWithheld).toMatch(withheld);
    else expect(all[1]).not.toHaveProperty("reportWithheld");
    expect(counted).toEqual(withheld ? ["failure withheld"] : []);
  });

  it("have nothing acknowledged that they could not be told of", async () => {
    const create = vi.spyOn(ledger, "create").mockRejectedValueOnce(new Error("Redis is full"));
    const streamed = mail(Readable.from([Buffer.alloc(2 * INLINE_MAX)]), [
      { address: "a@gone.test" },
      { address: "a@there.test" },
    ]);
    await expect(intake.accept(streamed)).rejects.toThrow(IntakeUnavailable);
    expect(create).toHaveBeenCalledTimes(1);
    expect(await nothingIsKeptOf(streamed.messageId)).toBe(true);
    await expect.poll(filesInSpool).not.toContain(streamed.messageId);
    expect(await readRecords(server.url)).toMatchObject([{ kind: "received", reversePath: "" }]);
  });

  it("lose nothing when a stream breaks off: its error comes through, and nobody is told", async () => {
    const broken = new Error("the client left");
    const content = Readable.from(
      (async function* () {
        yield SMALL;
        throw broken;
      })(),
    );
    await expect(intake.accept(mail(content, [{ address: "a@gone.test" }]))).rejects.toBe(broken);
    expect(await readRecords(server.url)).toEqual([]);
  });
});
