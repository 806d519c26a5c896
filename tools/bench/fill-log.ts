import { type Database, dayName } from "@postlane/database";

const DAY_MS = 86_400_000;
/** Each in one of 1,000 domains, by its number. */
export const MAILBOXES = 200_000;

/**
 * Puts one day of made-up mail into the log: `count` messages of one recipient each, numbered from `first`; 3 % bounced.
 */
export async function fillDay(database: Database, day: number, first: number, count: number): Promise<void> {
  const start = new Date(day * DAY_MS).toISOString();
  // Spread over the day: the time in milliseconds, then the number.
  const hex = `lpad(to_hex(${day * DAY_MS} + (n - ${first}) * ${DAY_MS} / ${count}), 12, '0')`;
  const id = `(substr(${hex}, 1, 8) || '-' || substr(${hex}, 9, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const series = `generate_series(${first}::bigint, ${first + count - 1}::bigint) n`;
  const statements = [
    `insert into messages (message_id, received_at, sender, size_bytes, client_address, subject, message_id_header, recipient_count, received)
     select ${id}, '${start}', 'sender' || (n % 1000) || '@example.org', 5000, '192.0.2.' || (n % 250), 'Order number ' || n,
       '<' || n || '@example.org>', 1, true from ${series}`,
    `insert into recipients (message_id, address, domain, state, rank, changed_at, delivery_id, lane, rule, attempts, step, reply_code, reply_text)
     select ${id}, 'user' || (n % ${MAILBOXES}) || '@d' || (n % 1000) || '.test', 'd' || (n % 1000) || '.test',
       case when n % 33 = 0 then 'bounced' else 'delivered' end, 2, '${start}', n || '.0', 'direct:d' || (n % 1000) || '.test', '*', 1,
       'data-end', case when n % 33 = 0 then 550 else 250 end, 'queued as ' || n from ${series}`,
    `insert into records (message_id, record_id, kind, at, lane, reply_code, data)
     select ${id}, n || '/1', case when n % 33 = 0 then 'bounced' else 'delivered' end, '${start}',
       'direct:d' || (n % 1000) || '.test', case when n % 33 = 0 then 550 else 250 end,
       jsonb_build_object('id', n || '/1', 'kind', 'delivered', 'reply', jsonb_build_object('code', 250, 'text', 'queued as ' || n))
     from ${series}`,
  ];
  await database.transaction(async (tx) => {
    // A day of ten million messages takes longer than a search may.
    await tx.script("set local statement_timeout = 0");
    for (const statement of statements) await tx.script(statement);
    // As autovacuum would after a while.
    for (const table of ["messages", "recipients", "records"]) await tx.script(`analyze ${table}_${dayName(day)}`);
  });
}
