import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress();
  client = await connectSmtp(ingress.addresses[0]!);
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

describe("a session", () => {
  it("announces what it can do", async () => {
    expect(await client.ehlo()).toEqual([
      "mx.postlane.example",
      "PIPELINING",
      "8BITMIME",
      "SMTPUTF8",
      "ENHANCEDSTATUSCODES",
      "DSN",
      "AUTH PLAIN LOGIN",
      "STARTTLS",
      `SIZE ${52_428_800}`,
    ]);
  });

  it("takes a message and says its id", async () => {
    await client.ehlo();
    const reply = await client.mail("Subject: hello\r\n\r\nHello.");
    const { submission, content } = ingress.intake.taken[0]!;
    expect(reply).toBe(`250 2.0.0 queued as ${submission.messageId}`);
    expect(submission.envelope).toEqual({
      reversePath: "sender@example.com",
      recipients: [{ address: "recipient@example.net" }],
    });
    expect(content.toString()).toMatch(/^Received: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby mx/);
    expect(content.toString()).toMatch(/\r\nSubject: hello\r\n\r\nHello\.\r\n$/);
    expect(await client.say("QUIT")).toBe("221 2.0.0 Bye");
    await client.closed();
  });

  it("reads no PROXY header: nobody comes from elsewhere by saying so (S25)", async () => {
    const other = await connectSmtp(ingress.addresses[0]!, { greeting: false });
    other.send("PROXY TCP4 192.0.2.1 127.0.0.1 40000 25\r\n");
    expect(await other.reply()).toMatch(/^220/);
    expect(await other.reply()).toMatch(/^500 5\.5\.2/);
    await other.ehlo();
    expect(await other.mail("x")).toMatch(/^250/);
    expect(ingress.intake.taken[0]!.content.toString()).toContain("([127.0.0.1])");
    other.destroy();
  });

  it("comes over IPv6 as well", async () => {
    const other = await startTestIngress({ listen: [{ host: "::1", port: 0, implicitTls: false }] });
    expect(other.addresses[0]).toMatch(/^\[::1\]:\d+$/);
    const session = await connectSmtp(other.addresses[0]!);
    await session.ehlo("[IPv6:::1]");
    expect(await session.mail("x")).toMatch(/^250/);
    expect(other.intake.taken[0]!.content.toString()).toMatch(/^Received: from \[ipv6:::1\] \(\[IPv6:::1\]\)\r\n/);
    session.destroy();
    await other.close();
  });
});
