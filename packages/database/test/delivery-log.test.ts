import type { LogRecord, Transcript } from "@postlane/mail";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  countOutcomes,
  createLogWriter,
  type Database,
  dayOf,
  dropPartitions,
  ensurePartitions,
  findMessages,
  isRefused,
  loadMessage,
  type LogWriter,
  type MessageFilter,
  migrate,
} from "../src/index.ts";
import { buildRecord, messageIdAt, NOW } from "./build-record.ts";
import { DATABASES, type TestDatabase } from "./databases.ts";

const TRANSCRIPT: Transcript = [
  { step: "connect", command: "connect 192.0.2.1:25", detail: "ok", startedAtMs: NOW, durationMs: 3 },
  {
    step: "data-end",
    command: ".",
    reply: { code: 250, enhancedCode: "2.0.0", text: "queued as ABC" },
    startedAtMs: NOW,
    durationMs: 9,
  },
];

describe.each(DATABASES)("delivery log in %s", (_, open) => {
  let opened: TestDatabase;
  let database: Database;
  let log: LogWriter;

  beforeAll(async () => {
    opened = await open();
    database = opened.database;
    await migrate(database);
    log = createLogWriter(database, () => NOW);
  }, 60_000);
  afterAll(() => opened?.stop());

  async function ids(filter: MessageFilter): Promise<string[]> {
    return (await findMessages(database, filter, 50)).messages.map((message) => message.message_id);
  }
  /** As search sees them. */
  const recipientsOf = (messageId: string) =>
    database.query<Record<string, unknown>>("select * from recipients where message_id = $1 order by address", [
      messageId,
    ]);
  async function stateOf(messageId: string): Promise<unknown> {
    return (await recipientsOf(messageId))[0]?.["state"];
  }

  test("a message's life is one row, one state a recipient, all its records in order", async () => {
    const id = messageIdAt(NOW);
    const records: LogRecord[] = [
      buildRecord("received", id, {
        recipients: ["a@example.com", "b@example.com"],
        messageIdHeader: "<1@x>",
        username: "u",
      }),
      buildRecord("deferred", id, {
        recipients: ["a@example.com", "b@example.com"],
        reply: { code: 450, text: "later" },
        enhancedCode: "4.2.0",
        nextAt: NOW + 300_000,
        transcript: TRANSCRIPT,
      }),
      buildRecord("delivered", id, {
        attempt: 2,
        recipients: ["a@example.com"],
        reply: TRANSCRIPT[1]!.reply,
        transcript: TRANSCRIPT,
      }),
      buildRecord("bounced", id, {
        attempt: 3,
        recipients: ["b@example.com"],
        reply: { code: 550, text: "no" },
        detail: "refused",
      }),
    ];
    await log.write(records);
    const logged = (await loadMessage(database, id))!;
    expect(logged.message).toEqual({
      message_id: id,
      received_at: new Date(NOW),
      sender: "sender@example.org",
      size_bytes: 1_234,
      client_address: "192.0.2.7",
      client_name: null,
      username: "u",
      subject: "Hello",
      message_id_header: "<1@x>",
      recipient_count: 2,
      received: true,
    });
    expect(logged.records).toEqual(records);
    expect(await recipientsOf(id)).toMatchObject([
      {
        address: "a@example.com",
        state: "delivered",
        attempts: 2,
        reply_code: 250,
        reply_text: "queued as ABC",
        next_at: null,
      },
      { address: "b@example.com", state: "bounced", attempts: 3, reply_code: 550, detail: "refused" },
    ]);
    expect(await loadMessage(database, messageIdAt(NOW))).toBeUndefined();
  });

  test("writing the same records again, in any order and in parts, changes nothing", async () => {
    const id = messageIdAt(NOW);
    const records = [
      buildRecord("received", id),
      buildRecord("deferred", id, { attempt: 1, reply: { code: 450, text: "later" } }),
      buildRecord("deferred", id, { attempt: 2, reply: { code: 451, text: "still" } }),
      buildRecord("delivered", id, { attempt: 3, reply: { code: 250, text: "ok" } }),
    ];
    for (const record of [3, 0, 2, 1]) await log.write([records[record]!]);
    const first = await loadMessage(database, id);
    expect(first!.message).toMatchObject({ received: true, subject: "Hello" });
    const state = await recipientsOf(id);
    expect(state).toMatchObject([{ state: "delivered", attempts: 3, reply_code: 250 }]);
    expect(first!.records).toEqual(records);
    await log.write([...records].reverse());
    // A repeated record has another time, yet is the same row.
    await log.write([
      { ...records[2]!, at: NOW + 900_000 },
      { ...records[0]!, at: NOW + 900_000 },
    ]);
    expect(await loadMessage(database, id)).toEqual(first);
    expect(await recipientsOf(id)).toEqual(state);
  });

  test("a later attempt of a message that is not finished wins, whatever comes first", async () => {
    const id = messageIdAt(NOW);
    await log.write([buildRecord("deferred", id, { attempt: 2, at: NOW + 9, reply: { code: 421, text: "second" } })]);
    expect((await loadMessage(database, id))!.message).toMatchObject({ received: false, sender: "sender@example.org" });
    await log.write([buildRecord("deferred", id, { attempt: 1, at: NOW + 5, reply: { code: 450, text: "first" } })]);
    await log.write([buildRecord("received", id)]);
    expect((await recipientsOf(id))[0]).toMatchObject({
      state: "deferred",
      reply_text: "second",
      attempts: 2,
    });
    await log.write([buildRecord("rerouted", id, { attempt: 3, at: NOW + 10, nextLane: "relay:r1" })]);
    expect((await recipientsOf(id))[0]).toMatchObject({ state: "queued", lane: "relay:r1" });
  });

  test("concurrent writers of the same messages end in one state", async () => {
    const all = Array.from({ length: 60 }, () => messageIdAt(NOW));
    const records = all.flatMap((id) => [
      buildRecord("received", id),
      buildRecord("deferred", id),
      buildRecord("delivered", id, { attempt: 2 }),
    ]);
    const shuffled = (seed: number) => [...records].sort((a, b) => hash(a.id + seed) - hash(b.id + seed));
    await Promise.all([1, 2, 3, 4].flatMap((seed) => chunks(shuffled(seed), 45).map((part) => log.write(part))));
    for (const id of all) expect(await stateOf(id)).toBe("delivered");
    expect((await loadMessage(database, all[0]!))!.records).toHaveLength(3);
  });

  test("hostile text in every field is kept, only what PostgreSQL cannot hold is replaced", async () => {
    const hostile = `NUL \0 bell \x07 escape \x1b[31m <script>alert("1")</script> '; drop table messages; -- \\u0000 \\ "quote" {a,b} \u2028 \u202e emoji 😀 lone \ud800 end`;
    const kept = hostile.replace("\0", "\u2400").replace("\ud800", "\ufffd");
    const long = "é😀".repeat(150_000);
    for (const text of [hostile, long, ""]) {
      const id = messageIdAt(NOW);
      const received = buildRecord("received", id, {
        reversePath: text,
        recipients: [text, `${text}@x`, "plain@example.com"],
        subject: text,
        messageIdHeader: text,
        clientName: text,
        clientAddress: text,
        username: text,
      });
      const deferred = buildRecord("deferred", id, {
        reversePath: text,
        recipients: [text],
        domain: text,
        detail: text,
        enhancedCode: text,
        reply: { code: 450, enhancedCode: text, text },
        worker: text,
        rule: text,
        relayId: text,
        lane: `relay:${text}`,
        mxHost: text,
        deliveryId: text,
        transcript: [
          { step: "mail", command: text, detail: text, reply: { code: 450, text }, startedAtMs: NOW, durationMs: 1 },
        ],
      });
      await log.write([received, deferred]);
      const logged = (await loadMessage(database, id))!;
      const expected = JSON.parse(JSON.stringify([received, deferred]), (_, value) =>
        value === hostile ? kept : typeof value === "string" ? value.replace(hostile, kept) : value,
      );
      expect(logged.records).toEqual(expected);
      expect(await recipientsOf(id)).toHaveLength(3);
      expect(logged.message.subject).toBe(
        text === long ? `${long.slice(0, 999).toWellFormed()}…` : text === hostile ? kept : "",
      );
      expect(await ids({ recipient: text })).toContain(id);
      expect(await ids({ sender: text })).toContain(id);
      expect(await ids({ replyText: text.slice(0, 300) })).toContain(id);
    }
    expect((await database.query("select 1 from messages limit 1")).length).toBe(1);
  }, 90_000);

  test("values the database refuses are told from a database in trouble", async () => {
    const id = messageIdAt(NOW);
    const refused = await log
      .write([buildRecord("received", id, { sizeBytes: 1e300 })])
      .catch((error: unknown) => error);
    expect(isRefused(refused)).toBe(true);
    const dated = await log
      .write([buildRecord("received", messageIdAt(NOW + 40 * 86_400_000))])
      .catch((error: unknown) => error);
    expect(isRefused(dated)).toBe(true);
    const unknown = await database.query("select * from nowhere").catch((error: unknown) => error);
    expect(isRefused(unknown)).toBe(false);
    expect(await loadMessage(database, id), "nothing of it was written").toBeUndefined();
  });

  describe("search", () => {
    const found: Record<string, string> = {};
    beforeAll(async () => {
      const at = NOW - 3 * 86_400_000;
      const put = async (name: string, records: (id: string) => LogRecord[]) => {
        found[name] = messageIdAt(at + Object.keys(found).length * 1_000);
        await log.write(records(found[name]!));
      };
      const base = { reversePath: "Shop@search.test", at };
      await put("plain", (id) => [
        buildRecord("received", id, {
          ...base,
          recipients: ["Ann@one.test"],
          messageIdHeader: "<plain@shop>",
          username: "shop",
        }),
        buildRecord("delivered", id, {
          ...base,
          recipients: ["Ann@one.test"],
          lane: "direct:one.test",
          reply: { code: 250, text: "queued as XYZZY" },
        }),
      ]);
      await put("greylisted", (id) => [
        buildRecord("received", id, { ...base, recipients: ["bob@two.test"], clientAddress: "198.51.100.9" }),
        buildRecord("deferred", id, {
          ...base,
          recipients: ["bob@two.test"],
          lane: "direct:two.test",
          reply: { code: 451, text: "Greylisted, 100% sure" },
          uncertain: true,
        }),
        buildRecord("delivered", id, {
          ...base,
          attempt: 2,
          recipients: ["bob@two.test"],
          lane: "relay:r1",
          relayId: "r1",
          reply: { code: 250, text: "ok" },
        }),
      ]);
      await put("partial", (id) => [
        buildRecord("received", id, { ...base, recipients: ["ann@one.test", "gone@two.test"] }),
        buildRecord("bounced", id, {
          ...base,
          recipients: ["gone@two.test"],
          lane: "direct:two.test",
          reply: { code: 550, text: "User_unknown" },
        }),
      ]);
      await put("other sender", (id) => [
        buildRecord("received", id, { at, reversePath: "", recipients: ["ann@one.test"] }),
      ]);
    });
    beforeAll(async () => {
      const at = NOW - 3 * 86_400_000;
      const id = (found["suppressed"] = messageIdAt(at + 60_000));
      const some = { at, reversePath: "list@search.test", attempt: undefined, deliveryId: undefined, lane: undefined };
      const recipients = ["ann@one.test", "left@list.test"];
      const ended = buildRecord("suppressed", id, {
        ...some,
        id: `${id}/0/suppressed/0`,
        recipients: ["left@list.test"],
      });
      // Out of order: what is known of the end stays.
      await log.write([ended]);
      await log.write([buildRecord("received", id, { ...some, recipients })]);
    });
    const shop = { sender: "shop@SEARCH.test" };

    test.each<[string, MessageFilter, string[]]>([
      ["sender, whatever the case", shop, ["partial", "greylisted", "plain"]],
      [
        "recipient, whatever the case",
        { recipient: "ANN@one.test" },
        ["suppressed", "other sender", "partial", "plain"],
      ],
      ["the empty sender", { sender: "", recipient: "ann@one.test" }, ["other sender"]],
      ["domain", { domain: "TWO.test" }, ["partial", "greylisted"]],
      ["recipient and outcome of the same recipient", { recipient: "ann@one.test", outcome: "bounced" }, []],
      ["outcome", { ...shop, outcome: "bounced" }, ["partial"]],
      ["outcome in a domain", { outcome: "bounced", domain: "two.test" }, ["partial"]],
      [
        "outcome in a time",
        { outcome: "bounced", from: new Date(NOW - 4 * 86_400_000), to: new Date(NOW - 2 * 86_400_000) },
        ["partial"],
      ],
      ["outcome of trouble that is over", { outcome: "deferred", domain: "two.test" }, []],
      ["outcome suppressed", { outcome: "suppressed", domain: "list.test" }, ["suppressed"]],
      ["outcome suppressed, newest first", { outcome: "suppressed" }, ["suppressed"]],
      ["outcome delivered", { ...shop, outcome: "delivered" }, ["greylisted", "plain"]],
      ["outcome queued", { ...shop, outcome: "queued" }, ["partial"]],
      ["Message-ID header", { messageIdHeader: "<plain@shop>" }, ["plain"]],
      ["client address", { ...shop, client: "198.51.100.9" }, ["greylisted"]],
      ["client name", { client: "shop" }, ["plain"]],
      ["relay", { relayId: "r1" }, ["greylisted"]],
      ["lane", { ...shop, lane: "direct:two.test" }, ["partial", "greylisted"]],
      ["uncertain", { uncertain: true }, ["greylisted"]],
      ["uncertain at a domain", { uncertain: true, domain: "one.test" }, []],
      ["reply code of any attempt", { replyCode: 451, ...shop }, ["greylisted"]],
      ["reply code of success", { replyCode: 250, ...shop }, ["greylisted", "plain"]],
      ["reply code and lane of the same attempt", { ...shop, replyCode: 451, lane: "relay:r1" }, []],
      ["part of a reply, taken literally", { ...shop, replyText: "100% S" }, ["greylisted"]],
      ["underscore in a reply", { ...shop, replyText: "user_unknown" }, ["partial"]],
      ["a wildcard finds nothing", { ...shop, replyText: "User%nown" }, []],
      [
        "time",
        { ...shop, from: new Date(NOW - 4 * 86_400_000), to: new Date(NOW - 2 * 86_400_000) },
        ["partial", "greylisted", "plain"],
      ],
      ["from is inclusive", { ...shop, from: new Date(NOW - 3 * 86_400_000) }, ["partial", "greylisted", "plain"]],
      ["from later", { ...shop, from: new Date(NOW - 3 * 86_400_000 + 1) }, []],
      ["to is exclusive", { ...shop, to: new Date(NOW - 3 * 86_400_000) }, []],
      ["nobody", { recipient: "nobody@one.test" }, []],
      ["NUL in a search", { recipient: "a\0b" }, []],
    ])("by %s", async (_, filter, names) => {
      expect(await ids(filter)).toEqual(names.map((name) => found[name]));
    });

    test("by id, and its summary", async () => {
      const { messages, next } = await findMessages(database, { messageId: found["partial"]! }, 10);
      expect(next).toBeUndefined();
      expect(messages).toMatchObject([
        {
          message_id: found["partial"],
          recipient_count: 2,
          states: { queued: 1, bounced: 1 },
          recipients: [
            { address: "ann@one.test", state: "queued", reply_code: null },
            { address: "gone@two.test", state: "bounced", reply_code: 550, reply_text: "User_unknown" },
          ],
        },
      ]);
    });

    test("counts by outcome leave the filter's own outcome out", async () => {
      expect(await countOutcomes(database, { ...shop, outcome: "bounced" })).toEqual({
        outcomes: {
          queued: 1,
          deferred: 0,
          held: 0,
          delivered: 2,
          bounced: 1,
          expired: 0,
          cancelled: 0,
          suppressed: 0,
        },
        messages: 3,
        complete: true,
      });
      expect((await countOutcomes(database, { ...shop, domain: "two.test" })).outcomes).toMatchObject({
        queued: 0,
        delivered: 1,
        bounced: 1,
      });
      expect(await countOutcomes(database, shop, 2)).toMatchObject({
        messages: 2,
        complete: false,
        outcomes: { delivered: 1 },
      });
      expect((await countOutcomes(database, { sender: "nobody@x" })).messages).toBe(0);
    });

    test("pages are stable while new messages come", async () => {
      const filter = { sender: "paging@x.test" };
      const expected: string[] = [];
      const add = async () => {
        const id = messageIdAt(NOW);
        await log.write([
          buildRecord("received", id, { reversePath: filter.sender, recipients: ["a@p.test", "b@p.test"] }),
        ]);
        return id;
      };
      for (let n = 0; n < 7; n++) expected.unshift(await add());
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const page = await findMessages(database, filter, 3, before);
        seen.push(...page.messages.map((message) => message.message_id));
        before = page.next;
        await add();
      } while (before);
      expect(seen).toEqual(expected);
      expect((await findMessages(database, { ...filter, domain: "p.test" }, 2)).messages).toHaveLength(2);
    });
  });

  test("partitions are made ahead, and dropped by age: transcripts of successes first", async () => {
    const today = dayOf(NOW);
    const old = messageIdAt(NOW - 10 * 86_400_000);
    const gone = messageIdAt(NOW - 40 * 86_400_000);
    for (const id of [old, gone]) {
      await log.write([
        buildRecord("received", id),
        buildRecord("deferred", id, { transcript: TRANSCRIPT }),
        buildRecord("delivered", id, { attempt: 2, transcript: TRANSCRIPT }),
      ]);
    }
    await ensurePartitions(database, [today, today + 1, today + 2]);
    await ensurePartitions(database, [today, today + 1, today + 2]);
    const dropped = await dropPartitions(database, today - 30, today - 7);
    expect(dropped).toContain("messages_20260129");
    expect(dropped).toContain("delivered_transcripts_20260228");
    expect(dropped).not.toContain("records_20260228");
    expect(await loadMessage(database, gone)).toBeUndefined();
    const kept = (await loadMessage(database, old))!;
    expect(kept.records.map((record) => record.transcript?.length)).toEqual([undefined, 2, undefined]);
    expect(await dropPartitions(database, today - 30, today - 7)).toEqual([]);
    // This writer has seen the dropped day: it makes it anew.
    await log.write([buildRecord("received", gone)]);
    expect(await stateOf(gone)).toBe("queued");
  });
});

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
}

function hash(text: string): number {
  let h = 7;
  for (const c of text) h = (Math.imul(h, 31) + c.charCodeAt(0)) | 0;
  return h;
}
