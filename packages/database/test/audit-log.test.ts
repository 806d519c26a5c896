import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AuditEntry,
  type Database,
  findAudit,
  insertAudit,
  matchesAudit,
  migrate,
  smallestMessageId,
} from "../src/index.ts";
import { DATABASES, type TestDatabase } from "./databases.ts";

const AT = Date.parse("2026-03-10T12:00:00Z");

function entry(n: number, more: Partial<AuditEntry> = {}): AuditEntry {
  const at = AT + n * 1_000;
  return { id: smallestMessageId(at), at, actor: "ada", action: "messages.cancel", target: "m1", detail: {}, ...more };
}

describe.each(DATABASES)("audit log in %s", (_, open) => {
  let opened: TestDatabase;
  let database: Database;
  const entries = [
    entry(0, { clientAddress: "192.0.2.1", detail: { reason: "spam\0\ud800", counts: { done: 3 } } }),
    entry(1, { actor: "bob", action: "lane.retry", target: "direct:b.test" }),
    entry(2, { action: "messages.hold" }),
    entry(3, { action: "messagesque", target: undefined as never }),
    entry(4, { actor: "bob" }),
  ];

  beforeAll(async () => {
    opened = await open();
    database = opened.database;
    await migrate(database);
    await insertAudit(database, entries);
    await insertAudit(database, entries.slice(0, 2));
  }, 60_000);
  afterAll(() => opened?.stop());

  it("holds each entry once, newest first, with all it was given", async () => {
    const found = await findAudit(database, {}, 100);
    expect(found.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).reverse());
    expect(found.at(-1)).toEqual({ ...entries[0], detail: { reason: "spam\u2400\ufffd", counts: { done: 3 } } });
  });

  it.each([
    [{ actor: "bob" }, [4, 1]],
    [{ action: "messages" }, [4, 2, 0]],
    [{ action: "messages.hold" }, [2]],
    [{ target: "direct:b.test" }, [1]],
    [{ fromMs: AT + 1_000, toMs: AT + 3_000 }, [2, 1]],
    [{ actor: "bob", action: "messages" }, [4]],
    [{ actor: "b' or true --" }, []],
  ])("finds by %j, in the database as on the way to it", async (filter, wanted) => {
    const ids = wanted.map((n) => entries[n]!.id);
    expect((await findAudit(database, filter, 100)).map(({ id }) => id)).toEqual(ids);
    const matching = entries.filter((one) => matchesAudit(one, filter)).reverse();
    expect(matching.map(({ id }) => id)).toEqual(ids);
  });

  it("goes on behind an entry", async () => {
    const first = await findAudit(database, {}, 2);
    const second = await findAudit(database, {}, 2, first.at(-1)!.id);
    expect([...first, ...second].map(({ id }) => id)).toEqual([4, 3, 2, 1].map((n) => entries[n]!.id));
  });

  it("lets nobody change or remove what was written", async () => {
    await expect(database.query("update audit set actor = 'nobody'")).rejects.toThrow(/append-only/);
    await expect(database.query("delete from audit")).rejects.toThrow(/append-only/);
    expect(await findAudit(database, {}, 100)).toHaveLength(entries.length);
  });
});
