import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { type ListenAddress, parseListen, parseSmtpListen } from "./parse-listen.ts";
import { parseDnsServers, parseNetworks } from "./parse-network.ts";
import { wholeNumber } from "./parse-number.ts";
import { parseAdminToken, parseSecretKey, parseSecretKeys } from "./parse-secret.ts";
import { oneOf, parseHostname, parsePath, urlOf } from "./parse-text.ts";
import { variable } from "./variable.ts";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Every environment variable there is; docs/configuration.md is made from this table. */
export const variables = {
  redisUrl: variable({
    name: "POSTLANE_REDIS_URL",
    description:
      "Redis or Valkey: `redis://` or `rediss://` for one server, `redis+sentinel://host,host/<master>`, `redis+cluster://host,host`, " +
      "`unix:///path`. It must run with `maxmemory-policy noeviction`, and with `appendonly yes` and `appendfsync always` for mail that survives a crash.",
    defaultText: "redis://127.0.0.1:6379",
    secret: true,
    parse: urlOf(["redis", "rediss", "redis+sentinel", "redis+cluster", "unix"], "redis://127.0.0.1:6379"),
    fallback: () => "redis://127.0.0.1:6379",
  }),
  dataDir: variable({
    name: "POSTLANE_DATA_DIR",
    description: "Directory for what a process keeps on this machine: spool, log, certificate, token.",
    defaultText: "./data",
    parse: parsePath,
    fallback: () => resolve("data"),
  }),
  hostname: variable({
    name: "POSTLANE_HOSTNAME",
    description:
      "The name this host has in DNS, forward and reverse: given in EHLO and in the `Received` header. Many servers refuse mail from a name that does not resolve.",
    defaultText: "the machine's host name, with `.localdomain` when it has no dot",
    parse: parseHostname,
    fallback: () => fullName(hostname()),
  }),
  smtpListen: variable<readonly ListenAddress[]>({
    name: "POSTLANE_SMTP_LISTEN",
    description:
      "Where ingress takes mail: comma list of `host:port`; `smtps://host:port` speaks TLS from the first byte.",
    defaultText: "127.0.0.1:2525",
    parse: parseSmtpListen,
    fallback: () => parseSmtpListen("127.0.0.1:2525"),
  }),
  processes: variable({
    name: "POSTLANE_PROCESSES",
    description:
      "How many copies of ingress or worker run under one start; a copy uses one core. The argument `--processes N` wins.",
    defaultText: "1",
    parse: wholeNumber(1, 256),
    fallback: () => 1,
  }),
  tlsCert: variable<string | undefined>({
    name: "POSTLANE_TLS_CERT",
    description: "PEM file with the certificate (and chain) for STARTTLS and `smtps://`. Goes with POSTLANE_TLS_KEY.",
    defaultText: "a self-signed pair, made at the first start in the data directory",
    parse: parsePath,
    fallback: () => undefined,
  }),
  tlsKey: variable<string | undefined>({
    name: "POSTLANE_TLS_KEY",
    description: "PEM file with the private key.",
    defaultText: "as POSTLANE_TLS_CERT",
    parse: parsePath,
    fallback: () => undefined,
  }),
  spoolDir: variable({
    name: "POSTLANE_SPOOL_DIR",
    description: "Directory for message bodies too large for Redis. Ingress and every worker must see the same one.",
    defaultText: "`spool` in the data directory",
    parse: parsePath,
    fallback: (dataDir) => join(dataDir, "spool"),
  }),
  spoolInlineMaxBytes: variable({
    name: "POSTLANE_SPOOL_INLINE_MAX_BYTES",
    description: "Bodies up to this size are kept in Redis, larger ones in the spool directory.",
    defaultText: "65536",
    parse: wholeNumber(0, 16_777_216),
    fallback: () => 65_536,
  }),
  durability: variable<"redis" | "spool">({
    name: "POSTLANE_DURABILITY",
    description:
      "`redis`: an accepted message is as durable as Redis. `spool`: its body and envelope are also in the spool directory before 250 is said, so that `postlane recover` can queue it again when Redis was lost.",
    defaultText: "redis",
    parse: oneOf(["redis", "spool"]),
    fallback: () => "redis",
  }),
  settingsFile: variable<string | undefined>({
    name: "POSTLANE_SETTINGS_FILE",
    description:
      "YAML file with domain rules, relays, access rules, credentials, webhooks and DKIM keys, applied at start.",
    defaultText: "none",
    parse: parsePath,
    fallback: () => undefined,
  }),
  secretKey: variable<Buffer | undefined>({
    name: "POSTLANE_SECRET_KEY",
    description:
      "Seals relay passwords, webhook secrets and DKIM keys in Redis: 32 random bytes as base64 or hex, the same for every process. Without it none of these can be saved.",
    defaultText: "none",
    secret: true,
    parse: parseSecretKey,
    fallback: () => undefined,
  }),
  previousSecretKeys: variable<readonly Buffer[]>({
    name: "POSTLANE_SECRET_KEY_PREVIOUS",
    description:
      "Other keys that open what was sealed with them, for a change of POSTLANE_SECRET_KEY (docs/access.md): comma list.",
    defaultText: "none",
    secret: true,
    parse: parseSecretKeys,
    fallback: () => [],
  }),
  adminToken: variable<string | undefined>({
    name: "POSTLANE_ADMIN_TOKEN",
    description:
      "A bearer token of scope admin that needs no Redis, at least 16 characters; for the day the other tokens are lost.",
    defaultText: "none; an API token of scope admin is made at the first start of the api and printed once",
    secret: true,
    parse: parseAdminToken,
    fallback: () => undefined,
  }),
  apiRequestsPerMinute: variable({
    name: "POSTLANE_API_REQUESTS_PER_MINUTE",
    description:
      "How many requests an API token may make at once, and again each minute, unless the token has a limit of its own; 0 is no limit.",
    defaultText: "6000",
    parse: wholeNumber(0, 1_000_000),
    fallback: () => 6_000,
  }),
  apiBodiesMaxBytes: variable({
    name: "POSTLANE_API_BODIES_MAX_BYTES",
    description:
      "How many bytes of request bodies an api process holds in memory at once, from their announcement to their answer; what is beyond is answered 503. " +
      "An eighth is for bodies up to 256 KiB alone; the rest bounds the largest one (413). Beside it the api needs about eight times the largest body (docs/operations.md).",
    defaultText: "268435456",
    parse: wholeNumber(16_777_216, 1_099_511_627_776),
    fallback: () => 268_435_456,
  }),
  apiConnections: variable({
    name: "POSTLANE_API_CONNECTIONS",
    description: "How many HTTP connections an api process holds open at once; more are answered 503 and closed.",
    defaultText: "5000",
    parse: wholeNumber(10, 1_000_000),
    fallback: () => 5_000,
  }),
  apiConnectionsPerAddress: variable({
    name: "POSTLANE_API_CONNECTIONS_PER_ADDRESS",
    description:
      "How many of them one client address (IPv6: one /64) may have; loopback and POSTLANE_TRUSTED_PROXIES, which many clients share, may have all.",
    defaultText: "500",
    parse: wholeNumber(1, 1_000_000),
    fallback: () => 500,
  }),
  trustedProxies: variable<readonly string[]>({
    name: "POSTLANE_TRUSTED_PROXIES",
    description:
      "Proxies in front of the api whose `X-Forwarded-For`, `-Proto` and `-Host` are believed: comma list of addresses and CIDRs.",
    defaultText: "none",
    parse: parseNetworks,
    fallback: () => [],
  }),
  metricsToken: variable<string | undefined>({
    name: "POSTLANE_METRICS_TOKEN",
    description: "Bearer token that `/metrics` of every service asks for, at least 16 characters.",
    defaultText: "none: anybody who reaches the port may read them",
    secret: true,
    parse: parseAdminToken,
    fallback: () => undefined,
  }),
  dnsServers: variable<readonly string[]>({
    name: "POSTLANE_DNS_SERVERS",
    description: "DNS servers to ask: comma list of `address:port`, port 53 when left out.",
    defaultText: "those of the system",
    parse: parseDnsServers,
    fallback: () => [],
  }),
  directPort: variable({
    name: "POSTLANE_DIRECT_PORT",
    description: "Port of the recipients' servers in direct delivery. Other than 25 only in a laboratory.",
    defaultText: "25",
    parse: wholeNumber(1, 65_535),
    fallback: () => 25,
  }),
  allowedNetworks: variable<readonly string[]>({
    name: "POSTLANE_ALLOWED_NETWORKS",
    description:
      "Private, loopback or link-local networks that mail may be delivered to all the same: comma list of CIDRs.",
    defaultText: "none",
    parse: parseNetworks,
    fallback: () => [],
  }),
  webhookAllowedNetworks: variable<readonly string[]>({
    name: "POSTLANE_WEBHOOK_ALLOWED_NETWORKS",
    description:
      "Private, loopback or link-local networks that webhooks may be in all the same, and where plain http is taken: comma list of CIDRs.",
    defaultText: "none",
    parse: parseNetworks,
    fallback: () => [],
  }),
  webhookWaitingMax: variable({
    name: "POSTLANE_WEBHOOK_WAITING_MAX",
    description:
      "How many events wait in Redis at most for webhooks that do not take them, each webhook its equal share; what is dropped beyond it is counted.",
    defaultText: "100000",
    parse: wholeNumber(100, 100_000_000),
    fallback: () => 100_000,
  }),
  sessions: variable({
    name: "POSTLANE_SESSIONS",
    description: "How many connections one worker process holds open at once.",
    defaultText: "100",
    parse: wholeNumber(1, 10_000),
    fallback: () => 100,
  }),
  sessionShards: variable({
    name: "POSTLANE_SESSION_SHARDS",
    description:
      "Into how many queues the session tickets are split; more than 1 only on a Redis Cluster, the same for every process.",
    defaultText: "1",
    parse: wholeNumber(1, 64),
    fallback: () => 1,
  }),
  lockSeconds: variable({
    name: "POSTLANE_LOCK_SECONDS",
    description:
      "Life of a worker's claim on a delivery and of its connection leases, and of an api's claim on a webhook event, renewed while it works; after a crash others take over when it is over.",
    defaultText: "60",
    parse: wholeNumber(2, 600),
    fallback: () => 60,
  }),
  apiListen: variable<ListenAddress>({
    name: "POSTLANE_API_LISTEN",
    description: "Where the api answers HTTP: `host:port`.",
    defaultText: "127.0.0.1:8025",
    parse: parseListen,
    fallback: () => parseListen("127.0.0.1:8025"),
  }),
  healthListen: variable<ListenAddress>({
    name: "POSTLANE_HEALTH_LISTEN",
    description:
      "Where ingress and worker answer `/healthz`, `/readyz` and `/metrics`. Port 0 takes any free one, named in the log; of several copies each takes the next port.",
    defaultText: "127.0.0.1:0",
    parse: parseListen,
    fallback: () => parseListen("127.0.0.1:0"),
  }),
  databaseUrl: variable<string | undefined>({
    name: "DATABASE_URL",
    description: "PostgreSQL for the delivery log: `postgresql://user:password@host/database`.",
    defaultText: "an embedded database (PGlite), `log` in the data directory",
    secret: true,
    parse: urlOf(["postgresql", "postgres"], "postgresql://postlane@127.0.0.1/postlane"),
    fallback: () => undefined,
  }),
  logLevel: variable<(typeof LOG_LEVELS)[number]>({
    name: "POSTLANE_LOG_LEVEL",
    description: `How much is logged: ${LOG_LEVELS.join(", ")}.`,
    defaultText: "info",
    parse: oneOf(LOG_LEVELS),
    fallback: () => "info",
  }),
  recordsMax: variable({
    name: "POSTLANE_RECORDS_MAX",
    description:
      "How many log records wait in Redis at most while the archive is away; what is dropped beyond it is counted.",
    defaultText: "1000000",
    parse: wholeNumber(1000, 1_000_000_000),
    fallback: () => 1_000_000,
  }),
  logDays: variable({
    name: "POSTLANE_LOG_DAYS",
    description: "How many days the delivery log is kept.",
    defaultText: "30",
    parse: wholeNumber(3, 390),
    fallback: () => 30,
  }),
  logTranscriptDays: variable({
    name: "POSTLANE_LOG_TRANSCRIPT_DAYS",
    description:
      "How many days the transcripts of successful attempts are kept; those of failures stay as long as the log.",
    defaultText: "7",
    parse: wholeNumber(1, 390),
    fallback: () => 7,
  }),
};

/** EHLO wants a full name; a host without a domain gets the one Postfix gives it, too. */
function fullName(name: string): string {
  return name.includes(".") ? name : `${name}.localdomain`;
}
