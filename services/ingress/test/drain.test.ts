import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { IngressLimits } from "../src/limits.ts";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

let ingress: TestIngress;
const START = "EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";

async function start(limits: Partial<IngressLimits> = {}): Promise<void> {
  ingress = await startTestIngress({ limits });
}

/** A session up to 354. */
async function inData(): Promise<SmtpClient> {
  const client = await connectSmtp(ingress.addresses[0]!);
  client.send(START);
  for (let replies = 0; replies < 4; replies++) await client.reply();
  return client;
}

/** Less than the library's own patience of 30 s by far, and enough for a busy machine. */
const SOON_MS = 8_000;

/** @returns how long closing took, ms */
async function timedClose(): Promise<number> {
  const startedAt = performance.now();
  await ingress.close();
  return performance.now() - startedAt;
}

afterAll(stopTestRedis);

describe("shutdown (S19)", () => {
  beforeEach(() => start());

  it("without sessions takes no time, and the port is free", async () => {
    const address = ingress.addresses[0]!;
    expect(await timedClose()).toBeLessThan(SOON_MS);
    await expect(connectSmtp(address)).rejects.toThrow();
  });

  it("tells idle sessions at once, whoever is still sending", async () => {
    await ingress.close();
    await start({ drainContentMs: 20_000 });
    const sending = await inData();
    const clients = [];
    for (let count = 0; count < 20; count++) clients.push(await connectSmtp(ingress.addresses[0]!));
    const startedAt = performance.now();
    const closing = ingress.close();
    for (const client of clients) {
      expect(await client.reply()).toBe("421 4.3.2 Shutting down, try again in a moment");
      await client.closed();
    }
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    sending.send("x\r\n.\r\n");
    expect(await sending.reply()).toMatch(/^250/);
    await closing;
  });

  it("tells a session between MAIL and DATA at once, and takes nothing of it", async () => {
    const client = await connectSmtp(ingress.addresses[0]!);
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    const closing = timedClose();
    expect(await client.reply()).toMatch(/^421 4\.3\.2/);
    expect(await closing).toBeLessThan(SOON_MS);
  });

  it("gives a message that is being committed its true reply: 250", async () => {
    let commit = (): void => {};
    const reached = Promise.withResolvers<void>();
    ingress.intake.beforeCommit = () => {
      reached.resolve();
      return new Promise<void>((resolve) => (commit = resolve));
    };
    const client = await inData();
    client.send("x\r\n.\r\nMAIL FROM:<next@example.com>\r\n");
    await reached.promise;
    const closing = timedClose();
    await sleep(1_300);
    commit();
    expect(await client.reply()).toMatch(/^250 2\.0\.0 queued as/);
    expect(await client.reply()).toMatch(/^421 4\.3\.2/);
    await client.closed();
    expect(await closing).toBeLessThan(SOON_MS);
    expect(ingress.intake.taken).toHaveLength(1);
  });

  it("gives a message that is being committed its true reply: 451", async () => {
    ingress.intake.beforeCommit = async () => {
      await sleep(300);
      throw new Error("Redis is gone");
    };
    const client = await inData();
    client.send("x\r\n.\r\n");
    await sleep(50);
    const closing = timedClose();
    expect(await client.reply()).toMatch(/^451 4\.3\.0/);
    expect(await client.reply()).toMatch(/^421/);
    await closing;
    expect(ingress.intake.taken).toEqual([]);
  });

  it("lets content that is nearly there come to its end", async () => {
    const client = await inData();
    client.send("x\r\n");
    const closing = timedClose();
    await sleep(200);
    client.send("y\r\n.\r\n");
    expect(await client.reply()).toMatch(/^250/);
    expect(await client.reply()).toMatch(/^421/);
    expect(await closing).toBeLessThan(SOON_MS);
    expect(ingress.intake.taken[0]!.content.toString()).toMatch(/x\r\ny\r\n$/);
  });

  it("does not wait for content that does not end; nothing of it is kept", async () => {
    const client = await inData();
    client.send("x\r\n".repeat(50_000));
    const timer = setInterval(() => client.send("x\r\n"), 20);
    const closing = timedClose();
    expect(await client.reply()).toMatch(/^421 4\.3\.2/);
    clearInterval(timer);
    expect(await closing).toBeLessThan(SOON_MS);
    expect(ingress.intake.taken).toEqual([]);
  });

  it("does not wait for a client that never closes", async () => {
    const client = await connectSmtp(ingress.addresses[0]!);
    client.socket.pause();
    expect(await timedClose()).toBeLessThan(SOON_MS);
    client.destroy();
  });
});

it("does not wait for ever for a commit, and says nothing false about it", async () => {
  await start({ drainCommitMs: 300 });
  ingress.intake.beforeCommit = () => new Promise<void>(() => {});
  const client = await inData();
  client.send("x\r\n.\r\n");
  await sleep(50);
  expect(await timedClose()).toBeLessThan(SOON_MS);
  expect(await client.reply()).toBe("");
});
