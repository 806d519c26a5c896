import { type Accepted, IdempotencyKeyReused, type RepeatKey } from "@postlane/intake";
import { hashPassword } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp, type SmtpClient } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const INLINE = 10_000;
let ingress: TestIngress;
let client: SmtpClient;

beforeEach(async () => {
  ingress = await startTestIngress({
    inlineMaxBytes: INLINE,
    settings: { credentials: [{ username: "ann", enabled: true, passwordHash: await hashPassword("secret") }] },
  });
  client = await connectSmtp(ingress.addresses[0]!);
  await client.ehlo();
});
afterEach(async () => {
  client.destroy();
  await ingress.close();
});
afterAll(stopTestRedis);

const keyOf = (at = 0): RepeatKey | undefined => ingress.intake.taken[at]!.submission.repeatKey!();

describe("Idempotency-Key", () => {
  it("is the client's, and stays in the message as it was sent", async () => {
    await client.mail("Subject: x\r\nidempotency-KEY:\r\n\torder-42  \r\n\r\nhi");
    expect(keyOf()).toEqual({ scope: "client 127.0.0.1", key: "order-42" });
    expect(ingress.intake.taken[0]!.content.toString()).toContain("\r\nidempotency-KEY:\r\n\torder-42  \r\n\r\nhi");
  });

  it("is the user's once the client has logged in", async () => {
    await client.startTls();
    await client.ehlo();
    expect(await client.say(`AUTH PLAIN ${Buffer.from("\0ann\0secret").toString("base64")}`)).toMatch(/^235/);
    await client.mail("Idempotency-Key: order-42\r\n\r\nhi");
    expect(keyOf()).toEqual({ scope: "user ann", key: "order-42" });
  });

  it("is seen in a large message, too, and not in a body", async () => {
    const body = "x".repeat(70).concat("\r\n").repeat(400);
    await client.mail(`Idempotency-Key: order-42\r\n\r\n${body}`);
    await client.mail(`Subject: x\r\n\r\nIdempotency-Key: order-42\r\n${body}`);
    expect(ingress.intake.taken.map(({ streamed }) => streamed)).toEqual([true, true]);
    expect([keyOf(0)?.key, keyOf(1)]).toEqual(["order-42", undefined]);
  });

  it.each(["", "a b", "ä", "x".repeat(201)])("is refused as %j: to ignore it could send a mail twice", async (bad) => {
    expect(await client.mail(`Idempotency-Key: ${bad}\r\n\r\nhi`)).toMatch(
      /^554 5\.6\.0 Idempotency-Key: write 1 to 200/,
    );
    expect(ingress.intake.taken).toEqual([]);
    expect(await client.mail("Subject: x\r\n\r\nhi")).toMatch(/^250 2\.0\.0 queued as /);
  });

  it("used for another message: the client is told, for good", async () => {
    ingress.intake.beforeCommit = () => {
      throw new IdempotencyKeyReused("the key belongs to another message");
    };
    expect(await client.mail("Idempotency-Key: order-42\r\n\r\nhi")).toMatch(
      /^554 5\.6\.0 This Idempotency-Key belongs/,
    );
  });

  it("of a message that was accepted before: 250 with the id it has, and it is not counted again", async () => {
    ingress.intake.accept = async (): Promise<Accepted> => ({
      messageId: "the-first",
      sizeBytes: 0,
      suppressed: 0,
      replayed: true,
    });
    expect(await client.mail("Idempotency-Key: order-42\r\n\r\nhi")).toBe("250 2.0.0 queued as the-first");
    expect(await ingress.metric("postlane_ingress_accepted_total")).toBe(0);
    expect(ingress.log).toContainEqual(expect.objectContaining({ msg: "accepted before, so not again" }));
  });
});

it("the suppression list is asked before the content comes, and what it says is handed on", async () => {
  const asked: unknown[] = [];
  const found = new Map();
  ingress.intake.lookUp = (recipients) => {
    asked.push(recipients);
    return Promise.resolve(found);
  };
  await client.say("MAIL FROM:<a@example.com>");
  await client.say("RCPT TO:<b@example.net>");
  await client.say("DATA");
  expect(asked).toEqual([[{ address: "b@example.net" }]]);
  client.send("hi\r\n.\r\n");
  await client.reply();
  expect(await ingress.intake.taken[0]!.submission.suppressed).toBe(found);
  // Its failure is told at the end, by intake; until then it must not end the process.
  ingress.intake.lookUp = () => Promise.reject(new Error("Redis is away"));
  expect(await client.mail("hi")).toMatch(/^250/);
});
