import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_SETTINGS } from "@postlane/settings";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type IngressLimits } from "../src/limits.ts";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

let ingress: TestIngress;
const clients: SmtpClient[] = [];

async function start(limits: Partial<IngressLimits>): Promise<void> {
  ingress = await startTestIngress({
    limits,
    listen: [
      { host: "127.0.0.1", port: 0, implicitTls: false },
      { host: "127.0.0.1", port: 0, implicitTls: true },
    ],
  });
}

async function open(options: Parameters<typeof connectSmtp>[1] = {}): Promise<SmtpClient> {
  const client = await connectSmtp(ingress.addresses[options.tls ? 1 : 0]!, options);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

describe("connections", () => {
  it("above the limit are turned away with a word, and taken again when others have gone (S18)", async () => {
    await start({ maxConnections: 2 });
    const [first] = [await open(), await open()];
    const third = await open({ greeting: false });
    expect(await third.reply()).toBe("421 4.7.0 Too many connections, try again later");
    await third.closed();
    first!.destroy();
    await sleep(50);
    await open();
  });

  it.each(["STARTTLS", "implicit TLS", "QUIT", "a reset"])("are counted down whatever ends them: %s", async (way) => {
    await start({ maxConnections: 1 });
    for (let round = 0; round < 3; round++) {
      const client = await open({ tls: way === "implicit TLS" });
      await client.ehlo();
      if (way === "STARTTLS") await client.startTls();
      if (way === "QUIT") await client.say("QUIT");
      else if (way === "a reset") client.socket.resetAndDestroy();
      else client.destroy();
      await until(() => ingress.sessions === 0);
      await sleep(20);
    }
    expect(await ingress.metric("postlane_ingress_sessions")).toBe(0);
    expect(await ingress.metric("postlane_ingress_connections_total")).toBe(3);
  });
});

describe("errors", () => {
  it("end a session when there are too many without a message in between", async () => {
    await start({ maxErrors: 4 });
    const client = await open();
    await client.ehlo();
    for (let errors = 0; errors < 3; errors++) expect(await client.say("RCPT TO:<x>")).toMatch(/^503/);
    expect(await client.mail("x")).toMatch(/^250/);
    for (let errors = 0; errors < 3; errors++) expect(await client.say("EHLO")).toMatch(/^501/);
    expect(await client.say("MAIL FROM:<x>")).toMatch(/^501/);
    expect(await client.reply()).toMatch(/^421 4\.7\.0 Too many errors/);
    await client.closed();
  });

  it("are refused recipients, too, three hundred in one write (S13)", async () => {
    await start({});
    const client = await open();
    await client.ehlo();
    client.send(`MAIL FROM:<a@example.com>\r\n${"RCPT TO:<x>\r\n".repeat(300)}`);
    let refused = 0;
    for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) {
      if (reply.startsWith("501")) refused++;
    }
    expect(refused).toBe(DEFAULT_LIMITS.maxErrors);
  });

  it("are unknown commands", async () => {
    await start({});
    const client = await open();
    client.send("FOO\r\n".repeat(100));
    let refused = 0;
    for (let reply = await client.reply(); !reply.startsWith("421"); reply = await client.reply()) refused++;
    expect(refused).toBeLessThan(20);
    await client.closed();
  });

  it("that are temporary count apart: a long list of recipients too many is no abuse", async () => {
    await start({ maxErrors: 2, maxTemporaryErrors: 6 });
    ingress.change({
      general: { ...DEFAULT_SETTINGS.general, maxMessageBytes: 1_000, maxRecipients: 1, maxReceivedHops: 5 },
    });
    const client = await open();
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    await client.say("RCPT TO:<0@example.net>");
    for (let count = 1; count <= 5; count++) expect(await client.say(`RCPT TO:<${count}@example.net>`)).toMatch(/^452/);
    await client.say("RCPT TO:<6@example.net>");
    expect(await client.reply()).toMatch(/^421/);
  });

  it("are counted in the metrics by code", async () => {
    await start({});
    const client = await open();
    await client.ehlo();
    await client.say("MAIL FROM:<x>");
    await client.say("FOO");
    await client.mail("Subject: x\r\n\r\nx");
    expect(await ingress.metric("postlane_ingress_refused_total", { code: "501", enhanced_code: "5.1.7" })).toBe(1);
    expect(await ingress.metric("postlane_ingress_refused_total", { code: "500" })).toBe(1);
    expect(await ingress.metric("postlane_ingress_accepted_total")).toBe(1);
    expect(await ingress.metric("postlane_ingress_accepted_bytes_total")).toBe(17);
    expect(ingress.log.filter(({ msg }) => msg === "accepted")).toEqual([
      expect.objectContaining({
        client_address: "127.0.0.1",
        client_name: "client.example",
        message_id: ingress.intake.taken[0]!.submission.messageId,
        reverse_path: "sender@example.com",
        recipients: 1,
        first_recipient: "recipient@example.net",
      }),
    ]);
    expect(ingress.log.filter(({ msg }) => msg === "refused")).toEqual([
      expect.objectContaining({ command: "MAIL", reply: expect.stringMatching(/^501 5\.1\.7 Bad sender/) }),
      expect.objectContaining({ command: "?", reply: expect.stringMatching(/^500 5\.5\.2/) }),
    ]);
  });
});

describe("time", () => {
  const transaction = "EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";
  it.each<[string, Partial<IngressLimits>, string, string]>([
    ["a client that says nothing", { idleMs: 300 }, "", ""],
    ["a client that falls silent in a transaction", { idleMs: 300 }, "EHLO x\r\nMAIL FROM:<a@example.com>\r\n", ""],
    ["a client that falls silent in content", { idleMs: 300 }, `${transaction}Subject: x\r\n`, ""],
    ["a command that trickles (S10)", { commandMs: 500 }, "EHLO x\r\n", "N"],
    ["content that trickles (S10)", { contentMs: 500, contentBytesPerSecond: 1_000 }, transaction, "x"],
    ["a session that only says NOOP (S10)", { unproductiveMs: 700 }, "EHLO x\r\n", "NOOP\r\n"],
  ])("%s is sent away", async (_what, limits, opening, again) => {
    await start(limits);
    const client = await open();
    client.send(opening);
    const timer = setInterval(() => again && client.send(again), 50);
    const startedAt = performance.now();
    let last = "";
    for (let reply = await client.reply(); reply !== ""; reply = await client.reply()) last = reply;
    clearInterval(timer);
    expect(last).toBe("421 4.4.2 Waited too long, closing the connection");
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(ingress.intake.taken).toEqual([]);
  });

  it("does not pass for a client that waits for us", async () => {
    await start({ idleMs: 200, commandMs: 200, unproductiveMs: 200 });
    ingress.intake.beforeCommit = () => sleep(1_800);
    const client = await open();
    await client.ehlo();
    expect(await client.mail("x")).toMatch(/^250/);
  });
});

describe("the greeting", () => {
  it("comes at once: no wait, no reverse lookup (S22)", async () => {
    await start({});
    await (await open()).say("NOOP");
    const times: number[] = [];
    for (let round = 0; round < 10; round++) {
      const startedAt = performance.now();
      await open();
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    expect(times[5]).toBeLessThan(60);
  });
});

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done(); waited += 10) {
    if (waited > 5_000) throw new Error("did not come about within 5 s");
    await sleep(10);
  }
}
