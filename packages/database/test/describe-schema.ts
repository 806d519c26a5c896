import type { Queryable } from "../src/index.ts";

/** Tables, columns and indexes as text, the same from PostgreSQL and PGlite; partitions left out. */
export async function describeSchema(database: Queryable): Promise<string> {
  const lines: string[] = [];
  const columns = await database.query<{ table_name: string; line: string }>(`
    select c.relname as table_name, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname, a.attnum`);
  const details = await database.query<{ table_name: string; line: string }>(`
    select c.relname as table_name, pg_get_indexdef(i.indexrelid) as line
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and not c.relispartition
    union all
    select c.relname, 'partition by ' || pg_get_partkeydef(c.oid) from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'p' and not c.relispartition
    order by 1, 2`);
  for (const table of new Set(columns.map((column) => column.table_name))) {
    lines.push(`table ${table}`);
    for (const row of [...columns, ...details]) if (row.table_name === table) lines.push(`  ${row.line}`);
  }
  return `${lines.join("\n")}\n`;
}
