import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, dayOf, ensurePartitions, migrate } from "../src/index.ts";
import { DATABASES, type TestDatabase } from "./databases.ts";
import { describeSchema } from "./describe-schema.ts";

describe.each(DATABASES)("migrations in %s", (_, open) => {
  let opened: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    opened = await open();
    database = opened.database;
  }, 60_000);
  afterAll(() => opened?.stop());

  test("racing migrators: one migrates, the others find it done", async () => {
    const others = opened.another ? await Promise.all([1, 2, 3].map(() => opened.another!())) : [];
    const applied = await Promise.all([database, ...others].map((one) => migrate(one)));
    await Promise.all(others.map((other) => other.close()));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    expect(applied.flat()[0]).toBe("0001-delivery-log.sql");
    expect(await migrate(database)).toEqual([]);
  });

  test("racing makers of partitions", async () => {
    const others = opened.another ? await Promise.all([1, 2, 3].map(() => opened.another!())) : [];
    const days = [dayOf(Date.parse("2026-05-01")), dayOf(Date.parse("2026-05-02"))];
    await Promise.all([database, ...others].map((one) => ensurePartitions(one, days)));
    await Promise.all(others.map((other) => other.close()));
    const rows = await database.query<{ n: number }>(
      "select count(*) as n from pg_inherits join pg_class on oid = inhrelid where relkind = 'r'",
    );
    expect(rows[0]!.n).toBe(8);
  });

  test("the schema is the one written down", async () => {
    // `pnpm vitest run packages/database -u` writes it anew.
    await expect(await describeSchema(database)).toMatchFileSnapshot("../schema.txt");
  });

  test("a database of a newer version is left alone", async () => {
    await database.query("insert into schema_migrations (number, name) values (9999, 'from the future')");
    await expect(migrate(database)).rejects.toThrow(/newer version/);
  });

  test("a failed transaction leaves nothing and the connection is usable", async () => {
    await expect(
      database.transaction(async (tx) => {
        await tx.script("create table half_done (a integer)");
        await tx.query("select nonsense");
      }),
    ).rejects.toThrow();
    expect(await database.query("select to_regclass('half_done') as found")).toEqual([{ found: null }]);
  });
});
