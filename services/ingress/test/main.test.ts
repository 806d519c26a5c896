import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLedgerStore } from "@postlane/ledger";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { createSpool } from "@postlane/spool";
import { readRecords, type RedisServer, type Service, startRedis, startService } from "@postlane/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";

/** The whole service as its own process, against a Redis of its own. */
let redis: RedisServer;
let dir: string;
let ingress: Service;

async function start(env: Readonly<Record<string, string>> = {}): Promise<Service> {
  ingress = await startService("ingress", {
    POSTLANE_REDIS_URL: redis.url,
    POSTLANE_DATA_DIR: dir,
    POSTLANE_HOSTNAME: "mx.postlane.example",
    POSTLANE_SMTP_LISTEN: "127.0.0.1:0",
    ...env,
  });
  return ingress;
}

async function open(): Promise<SmtpClient> {
  const client = await connectSmtp([ingress.ready["smtp"]].flat()[0] as string);
  await client.ehlo();
  return client;
}

/** What the spool holds of a message, read as a worker would. */
async function stored(messageId: string): Promise<{ content: Buffer; domains: string[] } | undefined> {
  const client = openRedis(redis.url, "fail-fast", () => {});
  try {
    await waitUntilReady(client, 5_000);
    const message = await createLedgerStore(client).readMessage(messageId);
    if (!message) return undefined;
    const spool = await createSpool({ redis: client, directory: join(dir, "spool"), inlineMaxBytes: 65_536 });
    const chunks: Buffer[] = [];
    for await (const chunk of await spool.get(message.head.spoolRef)) chunks.push(chunk as Buffer);
    return { content: Buffer.concat(chunks), domains: message.deliveries.map(({ domain }) => domain) };
  } finally {
    client.disconnect();
  }
}

function idOf(reply: string): string {
  return /^250 2\.0\.0 queued as ([0-9a-f-]{36})$/.exec(reply)![1]!;
}

beforeEach(async () => {
  redis = await startRedis();
  dir = await mkdtemp(join(tmpdir(), "postlane-ingress-"));
});
afterEach(async () => {
  ingress?.kill("SIGKILL");
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

describe("ingress as a process", () => {
  it("makes a message durable before it says 250, and records it", async () => {
    await start();
    const client = await open();
    const to = ["a@example.net", "b@example.org", "c@example.net"];
    const id = idOf(await client.mail("Subject: hello\r\n\r\nHello.", { to }));
    const message = await stored(id);
    expect(message!.domains.sort()).toEqual(["example.net", "example.org"]);
    expect(message!.content.toString()).toMatch(
      /^Received: from client\.example .*[\s\S]*\r\nSubject: hello\r\n\r\nHello\.\r\n$/,
    );
    expect(await readRecords(redis.url)).toEqual([
      expect.objectContaining({
        kind: "received",
        messageId: id,
        subject: "hello",
        recipients: expect.arrayContaining(to),
      }),
    ]);
    client.destroy();
    expect(await ingress.stop()).toBe(0);
  });

  it("passes 160 MB on byte for byte in flat memory", async () => {
    const file = join(dir, "settings.yaml");
    await writeFile(file, "general: { maxMessageBytes: 200000000, maxRecipients: 100, maxReceivedHops: 30 }\n");
    await start({ POSTLANE_SETTINGS_FILE: file });
    const client = await open();
    await client.mail("warm up");
    const before = await statusOf(ingress.pid, "VmRSS");
    await client.say("MAIL FROM:<a@example.com> SIZE=160000000");
    await client.say("RCPT TO:<b@example.net>");
    await client.say("DATA");
    const hash = createHash("sha256");
    for (let at = 0; at < 160_000_000; at += 80_000) {
      const piece = Buffer.from(`${String(at).padEnd(78, "y")}\r\n`.repeat(1_000));
      hash.update(piece);
      if (!client.socket.write(piece)) await new Promise((resolve) => client.socket.once("drain", resolve));
    }
    const id = idOf(await client.say("."));
    const { content } = (await stored(id))!;
    const body = content.subarray(content.length - 160_000_000);
    expect(createHash("sha256").update(body).digest("hex")).toBe(hash.digest("hex"));
    // Read buffers wait for the collector; what they take does not grow with the message.
    expect(await statusOf(ingress.pid, "VmHWM")).toBeLessThan(before + 135_000_000);
    client.destroy();
  });

  it("says 451 within seconds while Redis is away, keeps nothing, and goes on when it is back", async () => {
    await start();
    const client = await open();
    idOf(await client.mail("before"));
    await redis.kill();
    const startedAt = performance.now();
    expect(await client.mail("while away")).toMatch(/^451 4\.3\.0 Cannot take the message now/);
    expect(await client.mail(`${"y".repeat(998)}\r\n`.repeat(200))).toMatch(/^451 4\.3\.0/);
    // A command that waits for its Redis does so for good; the client of Redis gives each up after a second.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await redis.start();
    let reply = "";
    for (let tries = 0; tries < 150 && !reply.startsWith("250"); tries++) {
      reply = await client.mail("after");
      if (!reply.startsWith("250")) await sleep(100);
    }
    expect(await stored(idOf(reply))).toBeDefined();
    // Taken back once Redis can be asked again.
    for (let waited = 0; waited < 15_000 && (await spooledFiles()).length > 0; waited += 100) await sleep(100);
    expect(await spooledFiles()).toEqual([]);
    client.destroy();
  });

  it("refuses to start on a Redis that would throw mail away", async () => {
    await redis.stop();
    redis = await startRedis(["--maxmemory-policy", "allkeys-lru"]);
    await expect(start()).rejects.toThrow(/noeviction/);
  });

  it("says what is wrong when its port is taken", async () => {
    await start();
    const first = ingress;
    const address = [first.ready["smtp"]].flat()[0] as string;
    await expect(start({ POSTLANE_SMTP_LISTEN: address })).rejects.toThrow(
      /POSTLANE_SMTP_LISTEN: cannot listen on .*EADDRINUSE/,
    );
    first.kill();
  });

  it("several processes share one port and one certificate, and stop together", async () => {
    await start({ POSTLANE_PROCESSES: "2", POSTLANE_SMTP_LISTEN: "127.0.0.1:0, smtps://127.0.0.1:0" });
    expect([ingress.ready["smtp"]].flat()).toHaveLength(2);
    const clients = await Promise.all(Array.from({ length: 12 }, open));
    const ids = await Promise.all(clients.map(async (client) => idOf(await client.mail("x"))));
    for (let waited = 0; accepted().length < ids.length && waited < 5_000; waited += 10) await sleep(10);
    const pids = new Set(accepted().map((line) => line["pid"]));
    expect(
      accepted()
        .map((line) => line["message_id"])
        .sort(),
    ).toEqual([...ids].sort());
    expect(pids.size).toBe(2);
    expect((await readdir(dir)).filter((name) => name.includes("self-signed"))).toEqual(["smtp-self-signed.pem"]);
    const stopped = ingress.stop();
    for (const client of clients) expect(await client.reply()).toMatch(/^421 4\.3\.2/);
    expect(await stopped).toBe(0);
  });

  it("stops under load without a false word: every 250 is in Redis", async () => {
    await start();
    const ids: string[] = [];
    const others: string[] = [];
    const sessions = Array.from({ length: 8 }, async () => {
      const client = await open();
      for (;;) {
        const reply = await client.mail("Subject: load\r\n\r\nx").catch(() => "");
        if (reply.startsWith("250")) ids.push(idOf(reply));
        else return void others.push(reply);
      }
    });
    while (ids.length < 50) await sleep(10);
    const startedAt = performance.now();
    expect(await ingress.stop()).toBe(0);
    // The library alone would wait for its clients, up to 30 s.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await Promise.all(sessions);
    for (const reply of others) expect(reply === "" || reply.startsWith("421 4.3.2")).toBe(true);
    for (const id of ids) expect(await stored(id), id).toBeDefined();
  });

  it("killed under load: every 250 is in Redis, and every ledger has its body", async () => {
    await start();
    const ids: string[] = [];
    const sessions = Array.from({ length: 8 }, async () => {
      const client = await open();
      for (;;) {
        const reply = await client.mail("Subject: load\r\n\r\nx").catch(() => "");
        if (!reply.startsWith("250")) return;
        ids.push(idOf(reply));
      }
    });
    while (ids.length < 50) await sleep(10);
    ingress.kill("SIGKILL");
    await ingress.exited;
    await Promise.all(sessions);
    for (const id of ids) expect((await stored(id))?.content.toString(), id).toMatch(/Subject: load/);
  });

  it("takes its rules from a settings file", async () => {
    const file = join(dir, "settings.yaml");
    await writeFile(file, "accessRules:\n  - network: 127.0.0.0/8\n    action: deny\n");
    await start({ POSTLANE_SETTINGS_FILE: file });
    await expect(connectSmtp([ingress.ready["smtp"]].flat()[0] as string)).rejects.toThrow(/554 5\.7\.1 Access denied/);
  });

  it("answers for its health, and shows its metrics", async () => {
    await start();
    const client = await open();
    await client.mail("x");
    const health = `http://${ingress.ready["health"] as string}`;
    expect((await fetch(`${health}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${health}/metrics`)).text();
    expect(metrics).toMatch(/postlane_ingress_accepted_total\{service="ingress"\} 1/);
    await redis.kill();
    await expect.poll(async () => (await fetch(`${health}/readyz`)).status).toBe(503);
    client.destroy();
  });
});

function accepted(): Record<string, unknown>[] {
  return ingress.lines
    .filter((line) => line.includes('"msg":"accepted"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function spooledFiles(): Promise<string[]> {
  const entries = await readdir(join(dir, "spool"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function statusOf(pid: number, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)![1]) * 1024;
}
