import { hashPassword, type Credential } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const passwordHash = await hashPassword("secret");
const login = (limits: Partial<Credential>): Credential => ({
  username: "ann",
  passwordHash,
  enabled: true,
  ...limits,
});
const open: SmtpClient[] = [];
let ingress: TestIngress;

beforeEach(async () => {
  ingress = await startTestIngress();
});
afterEach(async () => {
  for (const client of open.splice(0)) client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

async function loggedIn(): Promise<SmtpClient> {
  const client = await connectSmtp(ingress.addresses[0]!);
  open.push(client);
  await client.ehlo();
  const response = Buffer.from("\0ann\0secret").toString("base64");
  expect(await client.say(`AUTH PLAIN ${response}`)).toMatch(/^235/);
  return client;
}

describe("a login bound to senders (RFC 6409 section 6.1)", () => {
  const credentials = [login({ allowedSenders: ["ann@a.example", "b.example", "*.c.example"] })];

  it.each([
    ["ann@a.example", "250"],
    ["ann@A.EXAMPLE", "250"],
    ["any.one@b.example", "250"],
    ['"quoted @ local"@b.example', "250"],
    ["x@y.c.example", "250"],
    ["@relay.example:ann@a.example", "250"],
    ["eve@a.example", "553 5.7.1"],
    ["ANN@a.example", "553 5.7.1"],
    ["x@sub.b.example", "553 5.7.1"],
    ["x@c.example", "553 5.7.1"],
    ["x@notc.example", "553 5.7.1"],
    ['"ann@a.example"@evil.example', "553 5.7.1"],
    ["ann%a.example@evil.example", "553 5.7.1"],
    ["@b.example:eve@evil.example", "553 5.7.1"],
    ["", "553 5.7.1"],
  ])("as <%s>: %s", async (from, reply) => {
    ingress.change({ credentials });
    const client = await loggedIn();
    expect(await client.say(`MAIL FROM:<${from}>`)).toMatch(new RegExp(`^${reply.replaceAll(".", "\\.")}`));
  });

  it("is told what to do, and nothing of it is kept", async () => {
    ingress.change({ credentials });
    const client = await loggedIn();
    expect(await client.say("MAIL FROM:<eve@evil.example>")).toBe(
      "553 5.7.1 This login may not send as <eve@evil.example>: use a sender of its own, or have this one added to its allowedSenders",
    );
    expect(await client.say("RCPT TO:<b@example.net>")).toMatch(/^503/);
  });

  it("holds from the moment it is bound, also between MAIL and DATA", async () => {
    ingress.change({ credentials: [login({})] });
    const client = await loggedIn();
    await client.say("MAIL FROM:<eve@evil.example>");
    await client.say("RCPT TO:<b@example.net>");
    ingress.change({ credentials });
    expect(await client.say("DATA")).toMatch(/^553 5\.7\.1/);
  });
});

describe("a login with a quota (CWE-770)", () => {
  it("is put off when it is used up, over all its sessions, and told until when", async () => {
    ingress.change({ credentials: [login({ messagesPerHour: 2, messagesPerDay: 100 })] });
    const [first, second] = [await loggedIn(), await loggedIn()];
    expect(await first.mail("x")).toMatch(/^250/);
    expect(await second.mail("x")).toMatch(/^250/);
    expect(await first.mail("x")).toMatch(
      /^452 4\.7\.1 This login has sent its 2 messages of an hour: try again in 6[01] min, or have its limit raised$/,
    );
    ingress.change({ credentials: [login({ messagesPerHour: 3, messagesPerDay: 3 })] });
    await second.say("RSET");
    expect(await second.mail("x")).toMatch(/^250/);
    ingress.change({ credentials: [login({ messagesPerDay: 3 })] });
    expect(await second.mail("x")).toMatch(/^452 4\.7\.1 .* 3 messages of 24 hours/);
    expect(ingress.intake.taken).toHaveLength(3);
  });

  it.each<[string, (client: SmtpClient) => Promise<void>]>([
    ["refused", async (client) => expect(await client.mail("a\nb")).toMatch(/^550/)],
    [
      "not stored",
      async (client) => {
        ingress.intake.beforeCommit = () => Promise.reject(new Error("full"));
        expect(await client.mail("x")).toMatch(/^451/);
        ingress.intake.beforeCommit = () => {};
      },
    ],
    [
      "broken off",
      async (client) => {
        for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.net>", "DATA"]) await client.say(line);
        client.send("half a mess");
        client.destroy();
        while (ingress.sessions > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      },
    ],
  ])("pays nothing for a message that is %s", async (_what, fail) => {
    ingress.change({ credentials: [login({ messagesPerHour: 1 })] });
    await fail(await loggedIn());
    const client = await loggedIn();
    expect(await client.mail("x")).toMatch(/^250/);
    await client.say("RSET");
    expect(await client.mail("x")).toMatch(/^452/);
  });

  it("is put off for a moment when nobody can count", async () => {
    ingress.change({ credentials: [login({ messagesPerHour: 1 })] });
    const client = await loggedIn();
    ingress.redis.disconnect();
    expect(await client.mail("x")).toMatch(/^451 4\.3\.0/);
  });
});
