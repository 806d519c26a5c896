import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { connectDatabase } from "@postlane/database";
import { between, pick, type Random } from "./random.ts";
import type { Member } from "./member.ts";
import { LOCK_SECONDS, type World } from "./world.ts";

/** One thing that goes wrong, and is over when `run` resolves. */
export interface Fault {
  readonly what: string;
  run(): Promise<void>;
}

type Kind = (world: World, random: Random) => Fault | undefined;

const LOCK_MS = LOCK_SECONDS * 1_000;

/** How likely each kind is, in parts of their sum. */
const KINDS: readonly (readonly [number, Kind])[] = [
  [5, (world, random) => onMember(world, random, "worker", "kill -9", (m) => m.kill(between(random, 0, 3_000)))],
  [3, (world, random) => onMember(world, random, "ingress", "kill -9", (m) => m.kill(between(random, 0, 2_000)))],
  [1, (world, random) => onMember(world, random, "api", "kill -9", (m) => m.kill(between(random, 0, 3_000)))],
  [
    4,
    (world, random) =>
      onMember(world, random, "worker", "stopped for longer than a lock,", (m) =>
        m.pause(between(random, LOCK_MS * 1.2, LOCK_MS * 2.5)),
      ),
  ],
  [
    2,
    (world, random) =>
      onMember(world, random, "worker", "stopped for a moment,", (m) => m.pause(between(random, 200, LOCK_MS / 2))),
  ],
  [
    2,
    (world, random) =>
      onMember(world, random, "ingress", "stopped and continued,", (m) => m.pause(between(random, 500, LOCK_MS * 1.5))),
  ],
  [
    1,
    (world, random) =>
      onMember(world, random, "api", "stopped and continued,", (m) => m.pause(between(random, 1_000, 6_000))),
  ],
  [3, (world, random) => onMember(world, random, "worker", "restarted,", (m) => m.restart())],
  [1, (world, random) => onMember(world, random, "ingress", "restarted,", (m) => m.restart())],
  [2, killRedis],
  [2, pauseRedis],
  [3, cutRedisClients],
  [3, cutReceiver],
  [1, closeReceiver],
  [1, killPostgres],
  [1, pausePostgres],
  [1, cutPostgresClients],
];

/** The next fault, whose victim is not in one already. */
export function nextFault(world: World, random: Random): Fault | undefined {
  const sum = KINDS.reduce((total, [weight]) => total + weight, 0);
  let at = random() * sum;
  const [, kind] = KINDS.find(([weight]) => (at -= weight) < 0) ?? KINDS[0]!;
  return kind(world, random);
}

function onMember(
  world: World,
  random: Random,
  role: Member["role"],
  how: string,
  work: (member: Member) => Promise<void>,
): Fault | undefined {
  const member = pick(
    random,
    world.members.filter((one) => one.role === role),
  );
  if (member.busy) return undefined;
  return { what: `${how} ${member.label}`, run: () => work(member) };
}

const serversDown = new Set<string>();

/** One fault at a time for each server. */
function onServer(name: string, what: string, work: () => Promise<void>): Fault | undefined {
  if (serversDown.has(name)) return undefined;
  return {
    what,
    async run() {
      serversDown.add(name);
      try {
        await work();
      } finally {
        serversDown.delete(name);
      }
    },
  };
}

function killRedis({ redis, outages }: World, random: Random): Fault | undefined {
  const downMs = between(random, 0, LOCK_MS * 1.5);
  return onServer("redis", "kill -9 Redis", async () => {
    const from = Date.now();
    await redis.kill();
    await sleep(downMs);
    await redis.start();
    outages.push({ from, to: Date.now() });
  });
}

function pauseRedis({ redis, outages }: World, random: Random): Fault | undefined {
  const ms = between(random, 300, LOCK_MS * 2);
  return onServer("redis", "stopped and continued, Redis", async () => {
    const from = Date.now();
    process.kill(redis.pid, "SIGSTOP");
    await sleep(ms);
    process.kill(redis.pid, "SIGCONT");
    outages.push({ from, to: Date.now() });
  });
}

function cutRedisClients({ redis }: World): Fault | undefined {
  return onServer("redis", "every connection to Redis cut", () => command(redis.port, "CLIENT KILL TYPE normal\r\n"));
}

/** Mostly one to which much is sent. */
function someReceiver({ receivers, busy }: World, random: Random): World["receivers"][number] {
  return pick(random, random() < 0.8 ? receivers.slice(0, busy.length) : receivers);
}

function cutReceiver(world: World, random: Random): Fault | undefined {
  const receiver = someReceiver(world, random);
  return { what: `every connection cut at ${receiver.host}`, run: async () => receiver.dropConnections() };
}

function closeReceiver(world: World, random: Random): Fault | undefined {
  const receiver = someReceiver(world, random);
  const ms = between(random, 500, 4_000);
  return onServer(receiver.host, `closed for a while, ${receiver.host}`, async () => {
    await receiver.pause();
    receiver.dropConnections();
    await sleep(ms);
    await receiver.resume();
  });
}

function killPostgres({ postgres }: World, random: Random): Fault | undefined {
  if (!postgres) return undefined;
  const downMs = between(random, 500, 5_000);
  return onServer("postgres", "PostgreSQL down", async () => {
    await postgres.kill();
    await sleep(downMs);
    await postgres.start();
  });
}

function pausePostgres({ postgres }: World, random: Random): Fault | undefined {
  if (!postgres) return undefined;
  const ms = between(random, 1_000, 6_000);
  return onServer("postgres", "stopped and continued, PostgreSQL", async () => {
    const processes = [postgres.pid, ...(await childrenOf(postgres.pid))];
    signal(processes, "SIGSTOP");
    await sleep(ms);
    signal(processes, "SIGCONT");
  });
}

function cutPostgresClients({ postgres }: World): Fault | undefined {
  if (!postgres) return undefined;
  return onServer("postgres", "every connection to PostgreSQL cut", async () => {
    const database = await connectDatabase({ url: postgres.url, directory: "", onError: () => {} });
    await database.query(CUT_SQL, []);
    await database.close();
  });
}

const CUT_SQL =
  "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";

async function childrenOf(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir("/proc")).filter((one) => /^\d+$/.test(one))) {
    // `pid (name) state ppid …`; gone meanwhile: no child to stop.
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    if (Number(stat.slice(stat.lastIndexOf(")") + 1).split(" ")[2]) === parent) found.push(Number(name));
  }
  return found;
}

function signal(processes: readonly number[], name: NodeJS.Signals): void {
  for (const pid of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // A backend that has ended.
    }
  }
}

/** One inline command; whatever becomes of it. */
function command(port: number, line: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(line));
    socket.resume();
    socket.once("error", () => resolve()).once("close", () => resolve());
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
