import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DnsServer,
  freePort,
  type RedisServer,
  REPOSITORY,
  type Service,
  type ServiceName,
  startDnsServer,
  startRedis,
  startService,
} from "@postlane/testkit";
import { type Helper, startHelper } from "./start-helper.ts";
import type { LoadOrder, LoadReport } from "./load-process.ts";
import type { BenchOptions } from "./bench-options.ts";
import { cpuSeconds } from "./process-usage.ts";
import type { ReceiverNews, ReceiverOrder } from "./receiver-process.ts";

/** CPU seconds by who used them. */
export interface CpuUse {
  readonly ingress: number;
  readonly workers: number;
  readonly redis: number;
  /** Load, receivers, DNS and the bench itself. */
  readonly load: number;
}

export interface Arrivals {
  /** By mail, from the first: when it arrived; 0 = never. */
  readonly arrivedAt: Float64Array;
  readonly doubles: number;
  readonly connections: number;
}

/** A whole Postlane of one scenario with its own world around it. */
export interface World {
  readonly redis: RedisServer;
  readonly dns: DnsServer;
  readonly directPort: number;
  readonly smtpPort: number;
  readonly ingress: Service;
  readonly workers: readonly Service[];
  /** Domains `d1.test` … that the receivers take mail for. */
  readonly domains: readonly string[];
  /** Tells the receivers which mails come next. */
  expect(first: number, count: number): Promise<void>;
  /** Resolves when `count` expected mails have arrived, or `timeoutMs` is over. */
  arrived(count: number, timeoutMs: number): Promise<void>;
  arrivals(): Promise<Arrivals>;
  load(order: Omit<LoadOrder, "host" | "port">): Promise<LoadReport>;
  cpu(): CpuUse;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly domains: number;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  readonly workers: number;
}

/** Starts Redis, DNS, receivers, ingress and workers, everything on loopback and ports of their own. */
export async function startWorld(bench: BenchOptions, options: WorldOptions): Promise<World> {
  const stops: (() => unknown)[] = [];
  async function stop(): Promise<void> {
    for (const end of stops.splice(0).reverse()) await end();
  }
  try {
    return await open(bench, options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  bench: BenchOptions,
  options: WorldOptions,
  stops: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<World> {
  // On the disk of the repository: a temporary directory may be memory, and then an fsync costs nothing.
  const parent = join(REPOSITORY, "data", "bench");
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(join(parent, "run-"));
  stops.push(() => rm(dir, { recursive: true, force: true }));
  // A socket as `npm start` uses it; its path must be short.
  const socketDir = await mkdtemp(join(tmpdir(), "postlane-bench-"));
  stops.push(() => rm(socketDir, { recursive: true, force: true }));
  const socket = join(socketDir, "redis.sock");
  const redis = await startRedis(["--dir", dir, "--unixsocket", socket]);
  stops.push(() => redis.stop());
  const dns = await startDnsServer();
  stops.push(() => dns.stop());
  const [directPort, smtpPort] = [await freePort(), await freePort()];

  const receiver = startHelper<ReceiverOrder, ReceiverNews>("receiver-process.ts");
  stops.push(() => receiver.stop());
  const load = startHelper<LoadOrder, LoadReport>("load-process.ts");
  stops.push(() => load.stop());
  const hosts = Array.from({ length: options.domains }, (_, i) => `127.0.1.${i + 1}`);
  const domains = hosts.map((host, i) => {
    const domain = `d${i + 1}.test`;
    dns.set(domain, { mx: [{ preference: 10, exchange: `mx.${domain}` }] });
    dns.set(`mx.${domain}`, { a: [host] });
    return domain;
  });
  await ask(receiver, { kind: "listen", hosts, port: directPort }, "listening");

  const settingsFile = join(dir, "settings.yaml");
  const settings = { domainRules: options.rules, accessRules: [{ network: "127.0.0.0/8", action: "allow" }] };
  await writeFile(settingsFile, JSON.stringify(settings));
  const env = {
    POSTLANE_REDIS_URL: `unix://${socket}`,
    POSTLANE_DATA_DIR: dir,
    POSTLANE_HOSTNAME: "bench.test",
    POSTLANE_DNS_SERVERS: dns.address,
    POSTLANE_DIRECT_PORT: String(directPort),
    POSTLANE_ALLOWED_NETWORKS: "127.0.0.0/8",
    POSTLANE_SMTP_LISTEN: `127.0.0.1:${smtpPort}`,
    ...(bench.nodeOptions ? { NODE_OPTIONS: bench.nodeOptions } : {}),
  };
  const start = async (name: ServiceName, more: Record<string, string> = {}): Promise<Service> => {
    const service = await startService(name, { ...env, ...more });
    stops.push(async () => {
      await service.stop(30_000);
      if (bench.logs) process.stderr.write(`${service.lines.map((line) => `${name} ${line}`).join("\n")}\n`);
    });
    return service;
  };
  const ingress = await start("ingress", {
    POSTLANE_SETTINGS_FILE: settingsFile,
    POSTLANE_PROCESSES: String(bench.processes),
  });
  const workers = await Promise.all(Array.from({ length: options.workers }, () => start("worker")));

  return {
    redis,
    dns,
    directPort,
    smtpPort,
    ingress,
    workers,
    domains,
    expect: async (first, count) => void (await ask(receiver, { kind: "expect", first, count }, "expecting")),
    arrived: (count, timeoutMs) => arrived(receiver, count, timeoutMs),
    arrivals: () => ask(receiver, { kind: "report" }, "report"),
    load: (order) =>
      new Promise((resolve) => {
        const off = load.onNews((report) => {
          off();
          resolve(report);
        });
        load.order({ ...order, host: "127.0.0.1", port: smtpPort });
      }),
    cpu: () => ({
      ingress: cpuSeconds([ingress.pid]),
      workers: cpuSeconds(workers.map(({ pid }) => pid)),
      redis: cpuSeconds([redis.pid]),
      load: cpuSeconds([load.pid, receiver.pid]) + process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    }),
    stop,
  };
}

type ReceiverHelper = Helper<ReceiverOrder, ReceiverNews>;

function ask<K extends ReceiverNews["kind"]>(
  receiver: ReceiverHelper,
  order: ReceiverOrder,
  kind: K,
): Promise<Extract<ReceiverNews, { kind: K }>> {
  return new Promise((resolve) => {
    const off = receiver.onNews((news) => {
      if (news.kind !== kind) return;
      off();
      resolve(news as Extract<ReceiverNews, { kind: K }>);
    });
    receiver.order(order);
  });
}

function arrived(receiver: ReceiverHelper, count: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      off();
      resolve();
    };
    const timer = setTimeout(end, timeoutMs);
    const off = receiver.onNews((news) => {
      if (news.kind === "progress" && news.arrived >= count) end();
    });
    receiver.order({ kind: "watch" });
  });
}
