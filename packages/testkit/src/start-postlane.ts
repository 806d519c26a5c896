import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DomainRule, LogRecord, Relay } from "@postlane/mail";
import { followRecords } from "./follow-records.ts";
import { freePort } from "./free-port.ts";
import { readRecords } from "./read-records.ts";
import { startReceiver } from "./receiver/start-receiver.ts";
import type { Receiver, ReceiverOptions } from "./receiver/types.ts";
import { type DnsServer, startDnsServer } from "./start-dns-server.ts";
import { startRedisCluster } from "./start-redis-cluster.ts";
import { type RedisServer, startRedis } from "./start-redis.ts";
import { type Service, type ServiceName, startService } from "./start-service.ts";
import type { SmtpTarget } from "./smtp-client.ts";
import { type Mail, type SendOptions, type Sent, smtpSend, smtpSendAll } from "./smtp-send.ts";

/** A relay as a settings file names it; what is left out has the defaults of the rules page. */
export type RelaySetting = Partial<Relay> & Pick<Relay, "id" | "host">;

export interface PostlaneOptions {
  readonly rules?: readonly DomainRule[];
  /** Further parts of settings.yaml: `relays`, `accessRules`, `credentials`, `general`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly relays?: readonly RelaySetting[];
  /** Default 1. */
  readonly workers?: number;
  /** Processes of the ingress; default 1. */
  readonly processes?: number;
  /** Default false. */
  readonly api?: boolean;
  /** On a Redis Cluster of three masters; `redis` is then its first node. */
  readonly cluster?: boolean;
  /** Added to the environment of every service. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole Postlane of a test's own: Redis, DNS, ingress, workers, all on free ports of loopback. */
export interface Postlane {
  readonly redis: RedisServer;
  readonly dns: DnsServer;
  /** Where receivers of direct delivery have to listen. */
  readonly directPort: number;
  readonly dataDir: string;
  /** Environment of every service. */
  readonly env: Readonly<Record<string, string>>;
  readonly smtp: SmtpTarget;
  /** `http://127.0.0.1:port` of the api and its admin token. */
  readonly apiUrl: string;
  readonly adminToken: string;
  readonly ingress: Service;
  readonly workers: readonly Service[];
  readonly api: Service | undefined;
  /** A receiver on the port of direct delivery, in place of one that was there; stopped with the rest. */
  receiver(options: ReceiverOptions): Promise<Receiver>;
  /** A receiver at `host`, and DNS that says it is the only MX of `domain` (`mx.<domain>`). */
  domain(domain: string, host: string, options?: Omit<ReceiverOptions, "host">): Promise<Receiver>;
  start(name: ServiceName, env?: Readonly<Record<string, string>>): Promise<Service>;
  addWorker(env?: Readonly<Record<string, string>>): Promise<Service>;
  /** Starts the ingress again on its port after it was stopped or killed. */
  restartIngress(): Promise<Service>;
  send(mail: Mail, options?: SendOptions): Promise<Sent>;
  sendAll(mails: readonly Mail[], options?: SendOptions & { readonly connections?: number }): Promise<Sent[]>;
  /** Every record in the stream, oldest first; an api at work takes them out of it after some seconds. */
  records(): Promise<LogRecord[]>;
  /** Looks at every record there ever was. @throws Error with what there is when `check` does not hold within `timeoutMs` (45,000). */
  waitForRecords(check: (records: readonly LogRecord[]) => boolean, timeoutMs?: number): Promise<LogRecord[]>;
  /** Asks the api as its administrator. */
  callApi(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** The last lines of every service, for a failed test. */
  logs(linesEach?: number): string;
  stop(): Promise<void>;
}

const ADMIN_TOKEN = "token-of-the-tests";

/** Starts everything and waits until it is ready. @throws Error with the logs when a service does not come up. */
export async function startPostlane(options: PostlaneOptions = {}): Promise<Postlane> {
  const cluster = options.cluster ? await startRedisCluster() : undefined;
  const redis = cluster?.nodes[0] ?? (await startRedis());
  const redisUrl = cluster?.url ?? redis.url;
  const dns = await startDnsServer();
  const [directPort, smtpPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const dataDir = await mkdtemp(join(tmpdir(), "postlane-data-"));
  const receivers = new Map<string, Receiver>();
  const services: Service[] = [];
  const followed = followRecords(redisUrl);
  const smtp = { host: "127.0.0.1", port: smtpPort };
  const settingsFile = join(dataDir, "settings.yaml");
  await writeFile(settingsFile, JSON.stringify(settingsOf(options), undefined, 2));
  const env: Record<string, string> = {
    POSTLANE_REDIS_URL: redisUrl,
    POSTLANE_DATA_DIR: dataDir,
    POSTLANE_HOSTNAME: "postlane.test",
    POSTLANE_SMTP_LISTEN: `${smtp.host}:${smtp.port}`,
    POSTLANE_PROCESSES: String(options.processes ?? 1),
    POSTLANE_SECRET_KEY: Buffer.alloc(32, 7).toString("hex"),
    POSTLANE_ADMIN_TOKEN: ADMIN_TOKEN,
    POSTLANE_DNS_SERVERS: dns.address,
    POSTLANE_DIRECT_PORT: String(directPort),
    POSTLANE_ALLOWED_NETWORKS: "127.0.0.0/8",
    POSTLANE_API_LISTEN: `127.0.0.1:${apiPort}`,
    POSTLANE_LOCK_SECONDS: "3",
    ...options.env,
  };

  async function start(name: ServiceName, more: Readonly<Record<string, string>> = {}): Promise<Service> {
    const service = await startService(name, { ...env, ...more });
    services.push(service);
    return service;
  }
  const of = (name: ServiceName): Service[] => services.filter((service) => service.name === name);
  const receiver = async (wanted: ReceiverOptions): Promise<Receiver> => {
    const port = wanted.port ?? directPort;
    await receivers.get(`${wanted.host} ${port}`)?.stop();
    const made = await startReceiver({ ...wanted, port });
    receivers.set(`${wanted.host} ${port}`, made);
    return made;
  };

  async function stop(): Promise<void> {
    await Promise.all(services.map((service) => service.stop(10_000)));
    await Promise.all(Array.from(receivers.values(), (one) => one.stop()));
    followed.stop();
    await Promise.all([dns.stop(), (cluster ?? redis).stop()]);
    await rm(dataDir, { recursive: true, force: true });
  }

  try {
    // The first service applies settings.yaml and makes the certificate; the others find them.
    await start("ingress", { POSTLANE_SETTINGS_FILE: settingsFile });
    await Promise.all(Array.from({ length: options.workers ?? 1 }, () => start("worker")));
    if (options.api) await start("api");
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    redis,
    dns,
    directPort,
    dataDir,
    env,
    smtp,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    adminToken: ADMIN_TOKEN,
    get ingress() {
      return of("ingress").at(-1)!;
    },
    get workers() {
      return of("worker");
    },
    get api() {
      return of("api").at(-1);
    },
    receiver,
    async domain(domain, host, more = {}) {
      dns.set(domain, { mx: [{ preference: 10, exchange: `mx.${domain}` }] });
      dns.set(`mx.${domain}`, { a: [host] });
      return receiver({ ...more, host, name: `mx.${domain}` });
    },
    start,
    addWorker: (more) => start("worker", more),
    restartIngress: () => start("ingress"),
    send: (mail, how) => smtpSend(smtp, mail, how),
    sendAll: (mails, how) => smtpSendAll(smtp, mails, how),
    records: () => readRecords(redisUrl),
    async waitForRecords(check, timeoutMs = 45_000) {
      const until = Date.now() + timeoutMs;
      let records: readonly LogRecord[] = [];
      for (;;) {
        // While Redis is away there is nothing new.
        records = await followed.all().catch(() => records);
        if (check(records)) return [...records];
        if (Date.now() > until)
          throw new Error(`not in the records after ${timeoutMs} ms; there are:\n${summary(records)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async callApi(method, path, body) {
      const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    },
    logs: (linesEach = 40) =>
      services.map((s) => `--- ${s.name} ${s.pid}\n${s.lines.slice(-linesEach).join("\n")}`).join("\n"),
    stop,
  };
}

function settingsOf(options: PostlaneOptions): Record<string, unknown> {
  return {
    general: {},
    domainRules: options.rules ?? [{ domain: "*", maxContinuous: 0, failureDelaySeconds: 1, backoffFactor: 1 }],
    relays: options.relays ?? [],
    accessRules: [{ network: "127.0.0.0/8", action: "allow" }],
    credentials: [],
    ...options.settings,
  };
}

function summary(records: readonly LogRecord[]): string {
  const line = (r: LogRecord): string =>
    [r.kind, r.deliveryId ?? r.messageId, r.lane, r.attempt, r.step, r.enhancedCode, r.detail]
      .filter(Boolean)
      .join(" ");
  return records.slice(-40).map(line).join("\n");
}
