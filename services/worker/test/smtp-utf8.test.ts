import type { Envelope } from "@postlane/mail";
import { expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { type Bench, startBench } from "./support/start-bench.ts";

let bench: Bench;
benchOfFile(async () => {
  bench = await startBench();
  await bench.work();
  return bench;
});

/** @returns the message id */
async function accept(to: string, { smtpUtf8, utf8Headers }: { smtpUtf8: boolean; utf8Headers: boolean }) {
  const messageId = bench.intake.newMessageId();
  const envelope: Envelope = { reversePath: "me@client.test", recipients: [{ address: to }], smtpUtf8 };
  const content = Buffer.from(`Subject: ${utf8Headers ? "grün" : "green"}\r\n\r\nx\r\n`);
  const facts = () => ({ utf8Headers, eightBit: utf8Headers });
  await bench.intake.accept({ messageId, envelope, content, facts, username: undefined });
  return messageId;
}

it.each([
  ["a header in UTF-8", "a", { smtpUtf8: true, utf8Headers: true }, true],
  ["a recipient in UTF-8", "ü", { smtpUtf8: true, utf8Headers: false }, true],
  ["nothing in UTF-8, though the client said SMTPUTF8", "b", { smtpUtf8: true, utf8Headers: false }, false],
])("%s: SMTPUTF8 is asked of the server only when it is needed (N4)", async (_what, user, facts, needed) => {
  const [knows, knowsNot] = [`knows-${user.codePointAt(0)}.test`, `not-${user.codePointAt(0)}.test`];
  const host = user.codePointAt(0)! % 100;
  const able = await bench.receive([knows], `127.0.8.${host}`);
  const unable = await bench.receive([knowsNot], `127.0.9.${host}`, { capabilities: ["PIPELINING", "8BITMIME"] });
  await bench.until(await accept(`${user}@${knows}`, facts), "delivered");
  expect(able.accepted()[0]!.parameters.includes("SMTPUTF8")).toBe(needed);
  const refused = await accept(`${user}@${knowsNot}`, facts);
  await bench.until(refused, needed ? "bounced" : "delivered");
  expect(unable.journal.transactions).toHaveLength(needed ? 0 : 1);
});
