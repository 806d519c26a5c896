// `node tools/bench/search-log.ts [--rows 1000000] [--database postgresql://…]`: how fast records are archived, and how fast the log
// is searched when it holds that many messages over 30 days. Without --database it starts a PostgreSQL server of its own.
import { parseArgs } from "node:util";
import {
  type Database,
  dayOf,
  ensurePartitions,
  findMessages,
  type MessageFilter,
  openDatabase,
} from "@postlane/database";
import { startPostgres } from "@postlane/testkit";
import { archiveRate } from "./archive-rate.ts";
import { fillDay, MAILBOXES } from "./fill-log.ts";
import { nowMs, quantile } from "./statistics.ts";

const DAYS = 30;
const SEARCHES = 200;

async function fill(database: Database, rows: number): Promise<void> {
  const today = dayOf(Date.now());
  const perDay = Math.ceil(rows / DAYS);
  for (let n = 0; n < DAYS; n++) {
    const day = today - n;
    await ensurePartitions(database, [day]);
    await fillDay(database, day, n * perDay, perDay);
    process.stderr.write(`\rfilled ${n + 1} of ${DAYS} days `);
  }
  process.stderr.write("\n");
}

/** Each search is for something else, so that nothing comes from having been asked before. */
function searches(rows: number): Record<string, () => MessageFilter> {
  const random = () => Math.floor(Math.random() * rows);
  return {
    recipient: () => {
      const mailbox = random() % MAILBOXES;
      return { recipient: `User${mailbox}@d${mailbox % 1000}.test` };
    },
    "recipient nobody wrote to": () => ({ recipient: `nobody${random()}@d1.test` }),
    "domain of 0.1 %": () => ({ domain: `d${1 + (random() % 999)}.test` }),
    sender: () => ({ sender: `sender${random() % 1000}@example.org` }),
    "Message-ID": () => ({ messageIdHeader: `<${random()}@example.org>` }),
    "bounced in a domain": () => ({ domain: `d${random() % 1000}.test`, outcome: "bounced" }),
    "reply code 550, one day": () => ({ replyCode: 550, from: new Date(Date.now() - 86_400_000) }),
    "newest, no filter": () => ({}),
  };
}

async function measure(database: Database, filter: () => MessageFilter): Promise<string> {
  const times: number[] = [];
  let found = 0;
  for (let n = 0; n < SEARCHES; n++) {
    const startedAt = nowMs();
    found += (await findMessages(database, filter(), 50)).messages.length;
    times.push(nowMs() - startedAt);
  }
  const ms = (q: number) => `${quantile(times, q).toFixed(1)} ms`.padStart(10);
  return `p50 ${ms(0.5)}  p99 ${ms(0.99)}  (${(found / SEARCHES).toFixed(1)} messages a search)`;
}

const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, database: { type: "string" } },
});
const rows = Number(values.rows);
// Durable as in production: fsync stays on.
const server = values.database ? undefined : await startPostgres(["shared_buffers=1GB", "max_wal_size=8GB"]);
const database = await openDatabase({ url: values.database ?? server!.url, directory: "", onError: () => {} });
try {
  process.stdout.write(
    `archived ${(await archiveRate(database, 50_000)).toFixed(0)} records/s, one writer, batches of 500\n`,
  );
  const startedAt = nowMs();
  await fill(database, rows);
  process.stdout.write(`${rows} messages and recipients made in ${((nowMs() - startedAt) / 1000).toFixed(0)} s\n`);
  for (const [name, filter] of Object.entries(searches(rows)))
    process.stdout.write(`${name.padEnd(28)} ${await measure(database, filter)}\n`);
} finally {
  await database.close();
  await server?.stop();
}
