import { connectDatabase } from "@postlane/database";

/** Every row of every table of a PostgreSQL database, as text: for a test that looks for what must not be there. */
export async function dumpDatabase(url: string): Promise<string> {
  const database = await connectDatabase({ url, directory: "", onError() {} });
  try {
    const tables = await database.query<{ name: string }>(
      "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')",
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await database.query<{ row: string }>(`select t::text as row from ${name} as t`);
      found.push(name, ...rows.map(({ row }) => row));
    }
    return found.join("\n");
  } finally {
    await database.close();
  }
}
