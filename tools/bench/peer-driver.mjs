// Postlane as a system of a side-by-side harness for mail servers (docs/performance.md): `--with=<this file>`, name `postlane`.
// Real processes with a Redis of their own (append-only file, fsync always), each kind in a control group of its own (cgroup v2, root).
// Needs Node 24 for the harness too, as the DNS stub runs inside it. BENCH_DIR: the harness's folder, on the disk to be measured.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startDnsServer } from "@postlane/testkit";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const SMTP_PORT = 10_035;
const START_MS = 30_000;
/** Longer than any run: what is held must stay. */
const HOLD_SECONDS = 86_400;

/** Processes whose CPU and memory count together. */
class ControlGroup {
  constructor(name) {
    const root = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((dir) => existsSync(join(dir, "cgroup.procs")));
    if (!root) throw new Error("there is no cgroup v2 on this machine: the harness cannot tell CPU apart");
    this.dir = join(root, `bench-${name}`);
    mkdirSync(this.dir, { recursive: true });
  }

  /** CPU seconds so far, ended children included. */
  usage() {
    return Number(/usage_usec (\d+)/.exec(readFileSync(join(this.dir, "cpu.stat"), "utf8"))[1]) / 1e6;
  }

  pids() {
    return readFileSync(join(this.dir, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  }

  spawn(command, args, options) {
    const enter = `echo $$ > ${this.dir}/cgroup.procs; exec "$@"`;
    const child = spawn("/bin/sh", ["-c", enter, "sh", command, ...args], options);
    child.once("error", () => undefined);
    return child;
  }

  /** SIGTERM, then SIGKILL, to the processes of this group and no other. */
  async end(graceMs) {
    for (const [signal, ms] of [
      ["SIGTERM", graceMs],
      ["SIGKILL", 3_000],
    ]) {
      for (const pid of this.pids()) process.kill(pid, signal);
      for (const until = Date.now() + ms; this.pids().length > 0 && Date.now() < until;) await sleep(50);
    }
  }
}

export class Postlane {
  constructor() {
    this.name = "postlane";
    this.port = SMTP_PORT;
    this.dir = join(process.env.BENCH_DIR ?? join(tmpdir(), "peerbench"), this.name);
    this.services = new ControlGroup("postlane");
    this.redis = new ControlGroup("postlane-redis");
    this.groups = [this.services, this.redis];
  }

  version() {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
    return `Postlane ${version} on Node ${process.version}`;
  }

  /**
   * @param hold accept and store only: delivery goes to a relay where nobody listens, and waits for the next try
   * @param routes where the mail of a domain goes: MX records of a DNS server of our own
   * @param relay one server for everything
   * @param rule fields of the default rule, for pacing
   */
  async start({ hold, routes, relay, rule } = {}) {
    rmSync(this.dir, { recursive: true, force: true });
    mkdirSync(join(this.dir, "redis"), { recursive: true });
    this.socket = join(tmpdir(), `postlane-peer-${process.pid}.sock`);
    this.dns = await startDnsServer();
    for (const route of routes ?? []) {
      this.dns.set(route.domain, { mx: [{ preference: 10, exchange: `mx.${route.domain}` }] });
      this.dns.set(`mx.${route.domain}`, { a: [route.host] });
    }
    const settings = settingsOf({ hold, relay, rule });
    writeFileSync(join(this.dir, "settings.yaml"), JSON.stringify(settings));
    await this.#startRedis();
    const env = {
      ...process.env,
      NODE_NO_WARNINGS: "1",
      POSTLANE_REDIS_URL: `unix://${this.socket}`,
      POSTLANE_DATA_DIR: join(this.dir, "data"),
      POSTLANE_HOSTNAME: "pl.bench.test",
      POSTLANE_DNS_SERVERS: this.dns.address,
      POSTLANE_DIRECT_PORT: String(routes?.[0]?.port ?? 25),
      POSTLANE_ALLOWED_NETWORKS: "127.0.0.0/8",
      POSTLANE_SMTP_LISTEN: `127.0.0.1:${SMTP_PORT}`,
      POSTLANE_PROCESSES: process.env.POSTLANE_PEER_PROCESSES ?? "1",
    };
    await this.#startService("ingress", "ingress", {
      ...env,
      POSTLANE_SETTINGS_FILE: join(this.dir, "settings.yaml"),
    });
    const workers = Number(process.env.POSTLANE_PEER_WORKERS ?? 2);
    const names = Array.from({ length: workers }, (_, i) => `worker-${i + 1}`);
    await Promise.all(names.map((name) => this.#startService("worker", name, { ...env, POSTLANE_PROCESSES: "1" })));
  }

  async stop() {
    await this.services.end(15_000);
    await this.redis.end(5_000);
    await this.dns?.stop();
    rmSync(this.socket ?? "", { force: true });
  }

  /** Messages that are not finished: each has one ledger. */
  queued() {
    return Number(this.#redisCli("--raw", "EVAL", COUNT_LEDGERS, "0"));
  }

  diskBytes() {
    return Number(spawnSync("du", ["-s", "--block-size=1", this.dir]).stdout.toString().split("\t")[0]);
  }

  /** What an operator asks first: how much waits where. */
  list() {
    const startedAt = performance.now();
    const answer = this.#redisCli("--raw", "EVAL", LIST_LANES, "0");
    return { lanes: { s: (performance.now() - startedAt) / 1000, bytes: answer.length, tail: answer.slice(-120) } };
  }

  async #startRedis() {
    const args = ["--port", "0", "--unixsocket", this.socket, "--dir", join(this.dir, "redis"), "--save", ""];
    args.push("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
    this.redis.spawn("redis-server", args, { stdio: "ignore" });
    await this.#until("Redis", () => this.#redisCli("PING") === "PONG");
  }

  async #startService(service, name, env) {
    const file = join(this.dir, `${name}.log`);
    const log = openSync(file, "a");
    const main = `services/${service}/src/main.ts`;
    this.services.spawn(process.execPath, [main], { cwd: REPOSITORY, env, stdio: ["ignore", log, log] });
    closeSync(log);
    await this.#until(`${name} (${file})`, () => readFileSync(file, "utf8").includes('"msg":"ready"'));
  }

  async #until(what, check) {
    for (const until = Date.now() + START_MS; !check(); await sleep(50))
      if (Date.now() > until) throw new Error(`${what} was not ready after ${START_MS} ms`);
  }

  #redisCli(...args) {
    return spawnSync("redis-cli", ["-s", this.socket, ...args], { maxBuffer: 2 ** 28 })
      .stdout.toString()
      .trim();
  }
}

/** The pace of a bench: nothing held back but what is asked for. */
function settingsOf({ hold, relay, rule }) {
  const pace = { maxConnections: 20, maxContinuous: 0, failureDelaySeconds: 30, backoffFactor: 1 };
  const nobody = { host: "127.0.0.1", port: 9 };
  const target = hold ? nobody : relay;
  const waiting = { failureDelaySeconds: HOLD_SECONDS, maxFailureDelaySeconds: HOLD_SECONDS };
  return {
    domainRules: [{ domain: "*", ...pace, ...rule, ...(target ? { directAttempts: 0, relayAttempts: 1_000 } : {}) }],
    relays: target ? [{ id: "smart", host: target.host, port: target.port, ...pace, ...(hold ? waiting : {}) }] : [],
    accessRules: [{ network: "127.0.0.0/8", action: "allow" }],
  };
}

const COUNT_LEDGERS = `
local cursor, found = '0', 0
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', '*:ledger', 'COUNT', 10000)
  cursor = page[1]
  found = found + #page[2]
until cursor == '0'
return found`;

const LIST_LANES = `
local out = {}
for _, lane in ipairs(redis.call('ZRANGE', 'pl:{lanes}:registry', 0, -1)) do
  local queue = 'pl:{' .. lane .. '}:lane:'
  table.insert(out, lane .. ' ' .. redis.call('LLEN', queue .. 'wait') .. ' ' .. redis.call('ZCARD', queue .. 'delayed'))
end
return out`;

export default { postlane: Postlane };
