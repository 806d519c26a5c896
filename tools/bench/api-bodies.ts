// `npm run bench:bodies -- --mebibytes 128`: what large mail over HTTP costs the api in memory.
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { REPOSITORY, type Service, startRedis, startService } from "@postlane/testkit";
import { readArguments, wholeNumber } from "../read-arguments.ts";
import { BenchError } from "./bench-options.ts";
import { peakResidentBytes, residentBytes } from "./process-usage.ts";
import { nowMs } from "./statistics.ts";

const HELP = `npm run bench:bodies -- [options]     what large mail over HTTP costs the api in memory

Starts its own Redis and, for each row, an api on loopback (data in data/bench), hands in mail of one size over HTTP, and tells by how
much the most memory the api held was above what it held before. Then ends all of it.

  --mebibytes N   of each body [128]
  --parallel N    submissions at once; above 1 the api is given the room for them [1]
  --heap N        --max-old-space-size of the api, MiB [what Node takes]
  --help          this
`;
const MIB = 2 ** 20;
const TOKEN = randomBytes(24).toString("hex");

interface Options {
  readonly mebibytes: number;
  readonly parallel: number;
  readonly heap: number | undefined;
}

/** @throws BenchError that names the wrong option */
function parseOptions(): Options | undefined {
  const text = { type: "string" } as const;
  const values = readArguments(
    process.argv.slice(2),
    { mebibytes: text, parallel: text, heap: text },
    "npm run bench:bodies --",
    BenchError,
  );
  const number = (name: keyof Options, most: number) => wholeNumber(name, values[name], most, BenchError);
  if (values.help) return undefined;
  return {
    mebibytes: number("mebibytes", 128) ?? 128,
    parallel: number("parallel", 16) ?? 1,
    heap: number("heap", 1e6),
  };
}

/** A body in three parts, the middle one as often as it takes. */
interface Shape {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly head: string;
  readonly middle: string;
  readonly tail: string;
}

const TO = '"from":"ann@example.org","to":["bob@bodies.test"]';
const RAW = { type: "message/rfc822", query: "?from=ann@example.org&to=bob@bodies.test" };
const JSON_TYPE = { type: "application/json", query: "" };
const SHAPES: readonly Shape[] = [
  {
    name: "JSON, attachment",
    ...JSON_TYPE,
    head: `{${TO},"attachments":[{"filename":"a","content":"`,
    middle: "QUJD",
    tail: '"}]}',
  },
  { name: "JSON, text", ...JSON_TYPE, head: `{${TO},"text":"`, middle: `${"y".repeat(62)}\\n`, tail: '"}' },
  {
    name: "JSON, text beyond ASCII",
    ...JSON_TYPE,
    head: `{${TO},"text":"`,
    middle: `${"ü".repeat(31)}\\n`,
    tail: '"}',
  },
  { name: "message, CR LF", ...RAW, head: "Subject: a\r\n\r\n", middle: `${"y".repeat(62)}\r\n`, tail: "\r\n" },
  { name: "message, LF", ...RAW, head: "Subject: a\n\n", middle: `${"y".repeat(63)}\n`, tail: "\n" },
];

function bodyOf({ head, middle, tail }: Shape, bytes: number): Buffer {
  const body = Buffer.alloc(bytes - ((bytes - head.length - tail.length) % Buffer.byteLength(middle)), middle);
  body.write(head, "latin1");
  // What the head has overwritten begins anew behind it.
  body.fill(middle, head.length, body.length - tail.length);
  body.write(tail, body.length - tail.length, "latin1");
  return body;
}

async function submit(api: string, { type, query }: Shape, body: Buffer): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": type, "content-length": body.length };
    request(`http://${api}/v1/messages${query}`, { method: "POST", headers }, resolve).once("error", reject).end(body);
  });
  const said = await text(answer);
  if (answer.statusCode !== 202) throw new BenchError(`The api answered ${answer.statusCode}: ${said}`);
}

async function measureShape(api: Service, shape: Shape, { mebibytes, parallel }: Options): Promise<string> {
  const address = String(api.ready["api"]);
  await submit(address, shape, bodyOf(shape, 65_536));
  const body = bodyOf(shape, mebibytes * MIB);
  // From here on the peak is counted anew (proc(5)).
  await writeFile(`/proc/${api.pid}/clear_refs`, "5");
  const before = residentBytes([api.pid]);
  const begunAt = nowMs();
  await Promise.all(Array.from({ length: parallel }, () => submit(address, shape, body)));
  const seconds = (nowMs() - begunAt) / 1_000;
  const cost = peakResidentBytes(api.pid) - before;
  const perByte = (cost / (body.length * parallel)).toFixed(1);
  return `${mib(before)} MiB before, ${mib(cost)} more at most: ${perByte} of a body's bytes; ${seconds.toFixed(1)} s`;
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(0).padStart(5);
}

async function measure(options: Options, stops: (() => unknown)[]): Promise<void> {
  const parent = join(REPOSITORY, "data", "bench");
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(join(parent, "bodies-"));
  stops.push(() => rm(dir, { recursive: true, force: true }));
  const redis = await startRedis(["--dir", dir]);
  stops.push(() => redis.stop());
  const settings = join(dir, "settings.yaml");
  await writeFile(settings, "general:\n  maxMessageBytes: 1073741824\n");
  const env = {
    POSTLANE_REDIS_URL: redis.url,
    POSTLANE_DATA_DIR: dir,
    POSTLANE_HOSTNAME: "bench.test",
    POSTLANE_SETTINGS_FILE: settings,
    POSTLANE_ADMIN_TOKEN: TOKEN,
    POSTLANE_API_LISTEN: "127.0.0.1:0",
    // One token may have half of it.
    POSTLANE_API_BODIES_MAX_BYTES: String(Math.max(256, options.parallel * options.mebibytes * 3) * MIB),
    ...(options.heap && { NODE_OPTIONS: `--max-old-space-size=${options.heap}` }),
  };
  // The first start makes the log, which takes more memory than what is to be measured.
  await (await startService("api", env)).stop();
  process.stdout.write(`${options.parallel} at a time, each of ${options.mebibytes} MiB\n`);
  for (const shape of SHAPES) {
    const api = await startService("api", env);
    const told = await measureShape(api, shape, options).finally(() => api.stop());
    process.stdout.write(`${shape.name.padEnd(24)} ${told}\n`);
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
