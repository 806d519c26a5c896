import { hashPassword } from "@postlane/settings";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectSmtp } from "./support/smtp-client.ts";
import { startServer, type TestServer } from "./support/start-server.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const PLAIN = `AUTH PLAIN ${Buffer.from("\0ann\0secret").toString("base64")}`;

describe("who may send, by address", () => {
  let ingress: TestServer;
  beforeAll(async () => {
    ingress = await startServer({
      proxied: true,
      settings: {
        accessRules: [
          { network: "192.0.2.66", action: "deny" },
          { network: "192.0.2.0/24", action: "allow" },
          { network: "2001:db8::/32", action: "allow" },
        ],
        credentials: [{ username: "ann", passwordHash: await hashPassword("secret"), enabled: true }],
      },
    });
  });
  afterAll(() => ingress.close());

  it("a denied client is told so at once", async () => {
    const client = await ingress.connectFrom("192.0.2.66");
    expect(await client.reply()).toBe("554 5.7.1 Access denied: this address may not send mail here");
    expect(await client.reply()).toBe("");
  });

  it.each(["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7"])(
    "an allowed client sends without login: %s",
    async (from) => {
      const client = await ingress.connectFrom(from);
      await client.reply();
      await client.ehlo();
      expect(await client.mail("x")).toMatch(/^250/);
      client.destroy();
    },
  );

  it.each(["198.51.100.1", "2001:db9::1", "10.0.0.1"])("nobody else may relay anything: %s", async (from) => {
    const client = await ingress.connectFrom(from);
    await client.reply();
    await client.ehlo();
    expect(await client.say("MAIL FROM:<a@example.com>")).toBe(
      "530 5.7.0 Authentication required; issue STARTTLS first",
    );
    expect(await client.say("RCPT TO:<b@example.net>")).toMatch(/^503/);
    expect(await client.say("DATA")).toMatch(/^503/);
    client.destroy();
  });

  it("a login in clear text is neither announced nor taken from another machine (S16)", async () => {
    const client = await ingress.connectFrom("198.51.100.1");
    await client.reply();
    expect((await client.ehlo()).join()).not.toContain("AUTH");
    expect(await client.say(PLAIN)).toBe("538 5.7.11 Encryption required: issue STARTTLS first");
    expect(await client.say("AUTH LOGIN")).toMatch(/^538/);
    expect(await client.say("MAIL FROM:<a@example.com>")).toMatch(/^530/);
    client.destroy();
  });

  it("a login in clear text on this machine is forgotten with STARTTLS (RFC 3207)", async () => {
    const client = await ingress.connectFrom("127.0.0.9");
    await client.reply();
    await client.ehlo();
    expect(await client.say(PLAIN)).toMatch(/^235/);
    await client.startTls();
    expect(await client.say("MAIL FROM:<a@example.com>")).toMatch(/^503/);
    expect(await client.ehlo()).toContain("AUTH PLAIN LOGIN");
    expect(await client.say("MAIL FROM:<a@example.com>")).toMatch(/^530/);
    client.destroy();
  });

  it("with TLS it is, and then it may send", async () => {
    const client = await ingress.connectFrom("198.51.100.1");
    await client.reply();
    await client.ehlo();
    await client.startTls();
    expect(await client.ehlo()).toContain("AUTH PLAIN LOGIN");
    expect(await client.say("MAIL FROM:<a@example.com>")).toBe("530 5.7.0 Authentication required");
    expect(await client.say(PLAIN)).toMatch(/^235 2\.7\.0/);
    expect(await client.mail("x")).toMatch(/^250/);
    const { content, submission } = ingress.intake.taken.at(-1)!;
    expect(content.toString()).toMatch(/with ESMTPSA id/);
    expect(content.toString()).toMatch(/\(using TLSv1\.3 with cipher TLS_/);
    expect(submission).toMatchObject({ username: "ann", clientAddress: "198.51.100.1", clientName: "client.example" });
    client.destroy();
  });
});

describe("rules that change while a session is open", () => {
  let ingress: TestIngress;
  afterEach(() => ingress.close());
  afterAll(stopTestRedis);

  it("hold from the next transaction", async () => {
    ingress = await startTestIngress();
    const client = await connectSmtp(ingress.addresses[0]!);
    await client.ehlo();
    expect(await client.mail("x")).toMatch(/^250/);
    ingress.change({ accessRules: [] });
    expect(await client.mail("x")).toMatch(/^530 5\.7\.0/);
    ingress.change({ accessRules: [{ network: "127.0.0.1", action: "deny" }] });
    expect(await client.mail("x")).toMatch(/^554 5\.7\.1/);
    ingress.change({ accessRules: [{ network: "127.0.0.1", action: "allow" }] });
    expect(await client.mail("x")).toMatch(/^250/);
    client.destroy();
  });

  it("that cannot be used change nothing", async () => {
    ingress = await startTestIngress();
    ingress.change({ accessRules: [{ network: "nonsense", action: "allow" }] });
    const client = await connectSmtp(ingress.addresses[0]!);
    await client.ehlo();
    expect(await client.mail("x")).toMatch(/^250/);
    expect(ingress.log).toContainEqual(
      expect.objectContaining({ level: "error", msg: "settings cannot be used, the ones before stay in force" }),
    );
    client.destroy();
  });

  it("take the login away between RCPT and DATA", async () => {
    const credentials = [{ username: "ann", passwordHash: await hashPassword("secret"), enabled: true }];
    ingress = await startTestIngress({ settings: { accessRules: [], credentials } });
    const client = await connectSmtp(ingress.addresses[0]!);
    await client.ehlo();
    expect(await client.say(PLAIN)).toMatch(/^235/);
    await client.say("MAIL FROM:<a@example.com>");
    await client.say("RCPT TO:<b@example.net>");
    ingress.change({ credentials: [] });
    expect(await client.say("DATA")).toMatch(/^530 5\.7\.0/);
    client.destroy();
  });

  it("deny between RCPT and DATA", async () => {
    ingress = await startTestIngress();
    const client = await connectSmtp(ingress.addresses[0]!);
    await client.ehlo();
    await client.say("MAIL FROM:<a@example.com>");
    await client.say("RCPT TO:<b@example.net>");
    ingress.change({ accessRules: [{ network: "127.0.0.0/8", action: "deny" }] });
    expect(await client.say("DATA")).toMatch(/^554 5\.7\.1/);
    client.destroy();
  });
});
