import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  findPostgres,
  freePort,
  type PostgresServer,
  type Receiver,
  type RedisServer,
  startDnsServer,
  startPostgres,
  startReceiver,
  startRedis,
  startService,
} from "@postlane/testkit";
import type { Outage, Report } from "./audit.ts";
import { type ChaosDomain, chaosDomains, namesOf } from "./domains.ts";
import { type DomainJournal, watchDots } from "./journal.ts";
import { type Member, startMember } from "./member.ts";
import type { ChaosOptions } from "./parse-options.ts";
import type { Random } from "./random.ts";
import { readReport } from "./read-report.ts";

/** All that faults befall, and what they are judged by. */
export interface World {
  readonly redis: RedisServer;
  /** Absent where it is not installed: then the api keeps the log itself. */
  readonly postgres: PostgresServer | undefined;
  readonly members: readonly Member[];
  /** In the order of the domains, the busy ones first. */
  readonly receivers: readonly Receiver[];
  readonly journals: readonly DomainJournal[];
  /** Most of the mail goes to the first. */
  readonly busy: readonly ChaosDomain[];
  readonly quiet: readonly ChaosDomain[];
  /** What the senders' own server was told of mail that could not be delivered. */
  reports(): readonly Report[];
  /** When Redis was away; the faults write them down. */
  readonly outages: Outage[];
  /** Where the ingresses listen. */
  readonly doors: readonly { readonly host: string; readonly port: number }[];
  askApi(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Short, so that a stopped process outlives its locks within a run. */
export const LOCK_SECONDS = 4;
/** The domain that hands the mail in. */
export const SENDERS = "client.test";
const ADMIN_TOKEN = "token-of-the-chaos";

export async function startWorld(options: ChaosOptions, random: Random): Promise<World> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { ...(await build(options, random, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  options: ChaosOptions,
  random: Random,
  stops: (() => Promise<unknown>)[],
): Promise<Omit<World, "stop">> {
  const redis = await startRedis();
  stops.push(() => redis.stop());
  const postgres = findPostgres() ? await startPostgres([]) : undefined;
  stops.push(async () => postgres?.stop());
  const dns = await startDnsServer();
  stops.push(() => dns.stop());
  const dataDir = await mkdtemp(join(tmpdir(), "postlane-chaos-"));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));

  const directPort = await freePort();
  const receivers: Receiver[] = [];
  const journals: DomainJournal[] = [];
  const { busy, quiet } = chaosDomains(random);
  const domains = [...busy, ...quiet];
  for (const [n, domain] of domains.entries()) {
    const host = `127.0.9.${n + 1}`;
    for (const name of namesOf(domain)) dns.set(name, { mx: [{ preference: 10, exchange: `mx.${domain.name}` }] });
    dns.set(`mx.${domain.name}`, { a: [host] });
    const watched = watchDots(domain);
    const receiver = await startReceiver({ host, port: directPort, keep: "nothing", script: watched.script });
    stops.push(() => receiver.stop());
    receivers.push(receiver);
    journals.push(watched.journalOf(receiver));
  }

  dns.set(SENDERS, { mx: [{ preference: 10, exchange: `mx.${SENDERS}` }] });
  dns.set(`mx.${SENDERS}`, { a: ["127.0.9.250"] });
  const senders = await startReceiver({ host: "127.0.9.250", port: directPort, keep: "content" });
  stops.push(() => senders.stop());
  receivers.push(senders);

  const settingsFile = join(dataDir, "settings.yaml");
  await writeFile(settingsFile, JSON.stringify(settingsFor(domains)));
  const doors = [await freePort(), await freePort()].map((port) => ({ host: "127.0.0.1", port }));
  const apiPort = await freePort();
  const env: Record<string, string> = {
    POSTLANE_REDIS_URL: redis.url,
    POSTLANE_DATA_DIR: dataDir,
    POSTLANE_ADMIN_TOKEN: ADMIN_TOKEN,
    POSTLANE_DNS_SERVERS: dns.address,
    POSTLANE_DIRECT_PORT: String(directPort),
    POSTLANE_ALLOWED_NETWORKS: "127.0.0.0/8",
    POSTLANE_LOCK_SECONDS: String(LOCK_SECONDS),
    POSTLANE_API_LISTEN: `127.0.0.1:${apiPort}`,
    POSTLANE_SETTINGS_FILE: settingsFile,
    ...(postgres ? { DATABASE_URL: postgres.url } : {}),
  };
  const members: Member[] = [];
  const add = async (role: Member["role"], label: string, more: Record<string, string> = {}): Promise<void> => {
    // The receivers tell workers apart by the name in their EHLO.
    const own = { ...env, ...more, POSTLANE_HOSTNAME: label };
    const member = await startMember(role, label, () => startService(role, own));
    stops.push(() => member.stop());
    members.push(member);
  };
  for (const [n, { host, port }] of doors.entries())
    await add("ingress", `in${n + 1}.chaos.test`, { POSTLANE_SMTP_LISTEN: `${host}:${port}` });
  for (let n = 1; n <= options.workers; n++) await add("worker", `w${n}.chaos.test`);
  await add("api", "api.chaos.test");

  return {
    redis,
    postgres,
    members,
    receivers,
    journals,
    busy,
    quiet,
    reports: () => senders.accepted().flatMap(({ content }) => (content ? readReport(content.toString()) : [])),
    outages: [],
    doors,
    async askApi(path) {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, {
        headers,
        signal: AbortSignal.timeout(20_000),
      });
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
  };
}

/** Failures are tried again at once and often: nothing may expire or be bounced but what a receiver refused for good. */
function settingsFor(domains: readonly ChaosDomain[]): Record<string, unknown> {
  const senders = { name: SENDERS, maxConnections: 5, maxContinuous: 0, continuingDelaySeconds: 0 };
  return {
    domainRules: [...domains, senders].flatMap((one) => namesOf(one).map((domain) => ruleFor(domain, one))),
    accessRules: [{ network: "127.0.0.0/8", action: "allow" }],
  };
}

function ruleFor(
  domain: string,
  { maxConnections, maxContinuous, continuingDelaySeconds }: Omit<ChaosDomain, "script">,
) {
  return {
    domain,
    maxConnections,
    maxContinuous,
    continuingDelaySeconds,
    directAttempts: 1_000,
    failureDelaySeconds: 1,
    backoffFactor: 1,
  };
}
