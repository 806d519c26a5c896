import { hostname } from "node:os";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "../src/index.ts";

function problems(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("an empty environment", () => {
  it("gives one machine on loopback", () => {
    const config = loadConfig({});
    expect(config).toEqual({
      redisUrl: "redis://127.0.0.1:6379",
      dataDir: resolve("data"),
      hostname: expect.stringContaining(hostname().toLowerCase().split(".")[0]!),
      smtpListen: [{ host: "127.0.0.1", port: 2525, implicitTls: false }],
      processes: 1,
      tlsCert: undefined,
      tlsKey: undefined,
      spoolDir: resolve("data/spool"),
      spoolInlineMaxBytes: 65_536,
      durability: "redis",
      settingsFile: undefined,
      secretKey: undefined,
      previousSecretKeys: [],
      adminToken: undefined,
      apiRequestsPerMinute: 6_000,
      apiBodiesMaxBytes: 268_435_456,
      apiConnections: 5_000,
      apiConnectionsPerAddress: 500,
      trustedProxies: [],
      webhookAllowedNetworks: [],
      webhookWaitingMax: 100_000,
      metricsToken: undefined,
      dnsServers: [],
      directPort: 25,
      allowedNetworks: [],
      sessions: 100,
      sessionShards: 1,
      lockSeconds: 60,
      apiListen: { host: "127.0.0.1", port: 8025, implicitTls: false },
      healthListen: { host: "127.0.0.1", port: 0, implicitTls: false },
      databaseUrl: undefined,
      logLevel: "info",
      recordsMax: 1_000_000,
      logDays: 30,
      logTranscriptDays: 7,
    });
    expect(config.hostname).toContain(".");
  });

  it("is what empty variables mean, too", () => {
    expect(loadConfig({ POSTLANE_REDIS_URL: "", POSTLANE_PROCESSES: "  ", DATABASE_URL: "" })).toEqual(loadConfig({}));
  });
});

describe("values", () => {
  it("become what they mean", () => {
    const config = loadConfig({
      POSTLANE_DATA_DIR: "/var/lib/postlane",
      POSTLANE_HOSTNAME: "Mail.Example.org",
      POSTLANE_SMTP_LISTEN: "0.0.0.0:25, smtps://[::1]:465 ,smtp://localhost:587",
      POSTLANE_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
      POSTLANE_DNS_SERVERS: "192.0.2.53, 127.0.0.1:5353,2001:db8::53,[::1]:54",
      POSTLANE_ALLOWED_NETWORKS: "127.0.0.0/8,fd00::/8, 192.0.2.7",
      POSTLANE_LOG_LEVEL: "Debug",
      DATABASE_URL: "postgres://u:p@db/postlane",
    });
    expect(config).toMatchObject({
      dataDir: "/var/lib/postlane",
      spoolDir: "/var/lib/postlane/spool",
      hostname: "mail.example.org",
      smtpListen: [
        { host: "0.0.0.0", port: 25, implicitTls: false },
        { host: "::1", port: 465, implicitTls: true },
        { host: "localhost", port: 587, implicitTls: false },
      ],
      dnsServers: ["192.0.2.53:53", "127.0.0.1:5353", "[2001:db8::53]:53", "[::1]:54"],
      allowedNetworks: ["127.0.0.0/8", "fd00::/8", "192.0.2.7/32"],
      logLevel: "debug",
      databaseUrl: "postgres://u:p@db/postlane",
    });
    expect(config.secretKey).toEqual(Buffer.alloc(32, 7));
    const both = `${"07".repeat(32)}, ${Buffer.alloc(32, 8).toString("base64")}`;
    expect(loadConfig({ POSTLANE_SECRET_KEY_PREVIOUS: both }).previousSecretKeys).toEqual([
      Buffer.alloc(32, 7),
      Buffer.alloc(32, 8),
    ]);
    expect(() => loadConfig({ POSTLANE_SECRET_KEY_PREVIOUS: `${both},short` })).toThrow("32 random bytes");
    expect(loadConfig({ POSTLANE_SECRET_KEY: "07".repeat(32) }).secretKey).toEqual(config.secretKey);
  });
});

describe("problems", () => {
  it("are all reported at once, with the variable and what to write", () => {
    expect(
      problems({
        POSTLANE_SMTP_LISTEN: "2525",
        POSTLANE_SESSIONS: "0",
        POSTLANE_ALLOWED_NETWORKS: "10.0.0.0/33",
        POSTLANE_TLS_CERT: "/etc/cert.pem",
      }),
    ).toEqual([
      'POSTLANE_SMTP_LISTEN is "2525": write a comma list of host:port or smtps://host:port, such as 0.0.0.0:25, smtps://0.0.0.0:465',
      'POSTLANE_ALLOWED_NETWORKS is "10.0.0.0/33": write a comma list of networks, such as 10.0.0.0/8, fd00::/8, 192.0.2.7',
      'POSTLANE_SESSIONS is "0": write a whole number from 1 to 10000',
      "POSTLANE_TLS_CERT and POSTLANE_TLS_KEY go together: set both, or neither for a self-signed pair",
    ]);
  });

  it("never show a secret", () => {
    const text = problems({
      POSTLANE_SECRET_KEY: "hunter2",
      POSTLANE_ADMIN_TOKEN: "hunter2",
      DATABASE_URL: "hunter2",
    }).join("\n");
    expect(text).toContain("POSTLANE_SECRET_KEY has a value that cannot be used: write 32 random bytes");
    expect(text).not.toContain("hunter2");
  });

  it("tell of a variable that does not exist, but not of those Kubernetes puts there", () => {
    const links = {
      POSTLANE_REDIS_SERVICE_HOST: "10.0.0.1",
      POSTLANE_API_PORT: "tcp://10.0.0.1:80",
      POSTLANE_API_PORT_80_TCP_ADDR: "x",
    };
    expect(problems({ ...links, POSTLANE_REDISURL: "redis://x" })).toEqual([
      "POSTLANE_REDISURL is not a variable of Postlane: remove it or correct its name (docs/configuration.md has them all)",
    ]);
  });

  for (const [name, bad] of [
    ["POSTLANE_REDIS_URL", ["127.0.0.1:6379", "http://x", "redis://"]],
    ["POSTLANE_HOSTNAME", ["localhost", "a b.c", "-a.example", "a..b", `${"a".repeat(64)}.example`]],
    ["POSTLANE_SMTP_LISTEN", [",", "127.0.0.1:65536", "[127.0.0.1]:25", "::1:25", "http://127.0.0.1:25", "a:b"]],
    ["POSTLANE_API_LISTEN", ["8025", "smtps://127.0.0.1:1", "127.0.0.1:-1"]],
    ["POSTLANE_PROCESSES", ["0", "257", "2.5", "1e1", "two"]],
    ["POSTLANE_SECRET_KEY", ["ab".repeat(31), "!".repeat(44)]],
    ["POSTLANE_ADMIN_TOKEN", ["short", "sixteen or more with blanks"]],
    ["POSTLANE_DNS_SERVERS", ["dns.example:53", "127.0.0.1:0", "127.0.0.1:99999", "[127.0.0.1]:53"]],
    ["POSTLANE_ALLOWED_NETWORKS", ["all", "10.0.0.0/8/8", "::/129", "10.0.0.0/"]],
    ["POSTLANE_LOG_LEVEL", ["loud"]],
    ["DATABASE_URL", ["mysql://x"]],
  ] as const) {
    it(`are found in ${name}`, () => {
      for (const text of bad) {
        const found = problems({ [name]: text });
        expect(found, text).toHaveLength(1);
        expect(found[0], text).toMatch(new RegExp(`^${name} .*: write `));
      }
    });
  }
});
