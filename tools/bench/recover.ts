// `npm run bench:recover -- --messages 50000`: how long `postlane recover` takes to bring back what an emptied Redis has lost.
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Recovery } from "@postlane/contract";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { freePort, REPOSITORY, smtpSendAll, startRedis, startService } from "@postlane/testkit";
import { readArguments, wholeNumber } from "../read-arguments.ts";
import { BenchError } from "./bench-options.ts";
import { peakResidentBytes, residentBytes } from "./process-usage.ts";
import { nowMs } from "./statistics.ts";

const HELP = `npm run bench:recover -- [options]     how long \`postlane recover\` takes

Starts its own Redis (append-only file, fsync always, in data/bench), ingress and api with POSTLANE_DURABILITY=spool on loopback, hands
in mail over SMTP, empties Redis, and has the api recover: a dry run, the run, and once more. Then ends all of it.

  --messages N   [50000]
  --domains N    lanes they go to [500]
  --bytes N      of each message [4096]
  --help         this
`;
const BATCH = 1_000;
const SESSIONS = 20;
const TOKEN = randomBytes(24).toString("hex");

interface Options {
  readonly messages: number;
  readonly domains: number;
  readonly bytes: number;
}

/** @throws BenchError that names the wrong option */
function parseOptions(): Options | undefined {
  const text = { type: "string" } as const;
  const options = { messages: text, domains: text, bytes: text };
  const values = readArguments(process.argv.slice(2), options, "npm run bench:recover --", BenchError);
  const number = (name: keyof Options, usual: number, most: number): number =>
    wholeNumber(name, values[name], most, BenchError) ?? usual;
  if (values.help) return undefined;
  return {
    messages: number("messages", 50_000, 1_000_000),
    domains: number("domains", 500, 10_000),
    bytes: number("bytes", 4_096, 1_000_000),
  };
}

async function handIn(port: number, { messages, domains, bytes }: Options): Promise<void> {
  const lines = `${"y".repeat(78)}\r\n`.repeat(Math.ceil(bytes / 80)).slice(0, bytes - 2);
  for (let first = 0; first < messages; first += BATCH) {
    const mails = Array.from({ length: Math.min(BATCH, messages - first) }, (_, n) => ({
      from: "bench@example.org",
      to: [`user${first + n}@d${(first + n) % domains}.test`],
      content: `Subject: ${first + n}\r\n\r\n${lines}\r\n`,
    }));
    const sent = await smtpSendAll({ host: "127.0.0.1", port }, mails, { connections: SESSIONS });
    const refused = sent.find(({ ok }) => !ok);
    if (refused) throw new BenchError(`Ingress refused a message: ${refused.reply.code} ${refused.reply.text}`);
    process.stderr.write(`\r${first + mails.length} of ${messages} messages handed in `);
  }
  process.stderr.write("\n");
}

async function empty(redisUrl: string): Promise<void> {
  const redis = openRedis(redisUrl, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  await redis.flushall();
  redis.disconnect();
}

async function recover(api: string, dryRun: boolean, mostMs: number): Promise<Recovery> {
  const ask = async (method: string, body?: object): Promise<Recovery> => {
    const headers = { authorization: `Bearer ${TOKEN}`, ...(body && { "content-type": "application/json" }) };
    const answer = await fetch(`http://${api}/v1/recovery`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new BenchError(`The api answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Recovery;
  };
  let run = await ask("POST", { dry_run: dryRun });
  for (const until = nowMs() + mostMs; run.state === "running"; run = await ask("GET")) {
    if (nowMs() > until) throw new BenchError(`The recovery has not ended after ${mostMs / 1000} s.`);
    await sleep(100);
  }
  if (run.state === "failed") throw new BenchError(`The recovery failed: ${run.detail}`);
  return run;
}

/** The opening of the embedded log alone takes most of it. */
function memory(pid: number): string {
  const [now, most] = [residentBytes([pid]), peakResidentBytes(pid)].map((bytes) => (bytes / 2 ** 20).toFixed(0));
  return `api ${now} MiB, at most ${most} so far`;
}

async function measure(options: Options, stops: (() => unknown)[]): Promise<void> {
  // On the disk of the repository: a temporary directory may be memory, and then an fsync costs nothing.
  const parent = join(REPOSITORY, "data", "bench");
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(join(parent, "recover-"));
  stops.push(() => rm(dir, { recursive: true, force: true }));
  const redis = await startRedis(["--dir", dir]);
  stops.push(() => redis.stop());
  const settings = join(dir, "settings.yaml");
  await writeFile(settings, "accessRules:\n  - network: 127.0.0.0/8\n    action: allow\n");
  const port = await freePort();
  const env = {
    POSTLANE_REDIS_URL: redis.url,
    POSTLANE_DATA_DIR: dir,
    POSTLANE_HOSTNAME: "bench.test",
    POSTLANE_DURABILITY: "spool",
    POSTLANE_SETTINGS_FILE: settings,
    POSTLANE_ADMIN_TOKEN: TOKEN,
    POSTLANE_SMTP_LISTEN: `127.0.0.1:${port}`,
    POSTLANE_API_LISTEN: "127.0.0.1:0",
  };
  const ingress = await startService("ingress", env);
  stops.push(() => ingress.stop());
  const startedAt = nowMs();
  await handIn(port, options);
  const handedInMs = nowMs() - startedAt;
  await ingress.stop();
  await empty(redis.url);

  // The first start makes the log, which takes more memory than all that is to be measured.
  await (await startService("api", env)).stop();
  const api = await startService("api", env);
  stops.push(() => api.stop());
  process.stdout.write(
    `${options.messages} messages of ${options.bytes} bytes to ${options.domains} domains, taken in ${(handedInMs / 1000).toFixed(0)} s\n`,
  );
  process.stdout.write(`ready                ${memory(api.pid)}\n`);
  for (const [name, dryRun] of [
    ["dry run", true],
    ["recover", false],
    ["once more", false],
  ] as const) {
    const begunAt = nowMs();
    const run = await recover(String(api.ready["api"]), dryRun, 60_000 + options.messages * 20);
    const seconds = ((nowMs() - begunAt) / 1000).toFixed(1).padStart(6);
    const counts = `looked at ${run.looked_at}, recovered ${run.recovered}, known ${run.known}, finished ${run.finished}`;
    process.stdout.write(`${name.padEnd(10)} ${seconds} s   ${counts}; ${memory(api.pid)}\n`);
  }
}

const stops: (() => unknown)[] = [];
try {
  const options = parseOptions();
  if (options) await measure(options, stops);
  else process.stdout.write(HELP);
} catch (error) {
  process.stderr.write(`\n${error instanceof BenchError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
} finally {
  for (const end of stops.reverse()) await end();
}
