import { answerAt, mailTo, type Receiver, startReceiver } from "@postlane/testkit";
import { afterAll, beforeEach, expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

const relays: Receiver[] = [];
afterAll(() => Promise.all(relays.map((relay) => relay.stop())));
beforeEach(() => {
  for (const relay of relays) {
    relay.setScript(undefined);
    relay.clear();
  }
});

const postlane = usePostlane(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  relays.push(await startReceiver({ host: "127.0.2.1" }), await startReceiver({ host: "127.0.2.2" }));
  const [first, second] = relays.map(({ host, port }) => ({
    host,
    port,
    tls: "none" as const,
    failureDelaySeconds: 1,
    backoffFactor: 1,
    maxContinuous: 0,
  }));
  return {
    rules: [
      quickRule({ directAttempts: 2, relayAttempts: 4 }),
      quickRule({ domain: "only.test", directAttempts: 0, relayAttempts: 3 }),
      quickRule({ domain: "never.test", directAttempts: 1, relayAttempts: 0 }),
    ],
    relays: [
      { id: "off", host: "127.0.2.9", enabled: false },
      { id: "first", ...first! },
      { id: "second", ...second! },
    ],
  };
});

test("direct attempts used up, then the first relay, then the second", async () => {
  const direct = await postlane().domain("b.test", "127.0.1.1", { script: answerAt("mail", "450 4.7.1 Not from you") });
  relays[0]!.setScript(answerAt("mail", "451 4.3.0 Full"));
  const mail = mailTo("a@b.test");
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(records.map((r) => [outline([r])[0], r.lane, r.nextLane])).toEqual([
    ["received", "direct:b.test", undefined],
    ["deferred mail 4.7.1", "direct:b.test", undefined],
    ["rerouted mail 4.7.1", "direct:b.test", "relay:first"],
    ["rerouted mail 4.3.0", "relay:first", "relay:second"],
    ["delivered data-end 2.0.0", "relay:second", undefined],
  ]);
  expect(records.map((r) => r.attempt)).toEqual([undefined, 1, 2, 3, 4]);
  expect(records.at(-1)!.relayId).toBe("second");
  expect(direct.journal.transactions).toHaveLength(2);
  expectEachOnce([mail.id], direct, ...relays);
});

test("directAttempts 0: never direct", async () => {
  const direct = await postlane().domain("only.test", "127.0.1.3");
  const mail = mailTo("a@only.test");
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(records.map((r) => [r.kind, r.lane])).toEqual([
    ["received", "relay:first"],
    ["delivered", "relay:first"],
  ]);
  expectEachOnce([mail.id], ...relays);
  expect(direct.journal.totals.connections).toBe(0);
});

test("relayAttempts 0: never by relay; relay attempts used up: it bounces", async () => {
  await postlane().domain("never.test", "127.0.1.4", { script: answerAt("mail", "451 4.3.0 Later") });
  const never = await postlane().send(mailTo("a@never.test"));
  expect(outline(await finishedRecords(postlane(), never.messageId))).toEqual(["received", "bounced mail 4.3.0"]);
  for (const relay of relays) relay.setScript(answerAt("data-end", "451 4.3.0 Later"));
  const only = await postlane().send(mailTo("a@only.test"));
  const records = await finishedRecords(postlane(), only.messageId);
  expect(records.map((r) => [r.kind, r.lane])).toEqual([
    ["received", "relay:first"],
    ["rerouted", "relay:first"],
    ["deferred", "relay:second"],
    ["bounced", "relay:first"],
  ]);
});

test("a refusal for good by a relay bounces: no other relay is asked", async () => {
  relays[0]!.setScript(answerAt("rcpt", "550 5.1.1 No such user"));
  const sent = await postlane().send(mailTo("a@only.test"));
  expect(outline(await finishedRecords(postlane(), sent.messageId))).toEqual(["received", "bounced rcpt 5.1.1"]);
  expect(relays[1]!.journal.transactions).toHaveLength(0);
});

// The last one: a relay that was found dead is passed over for a while.
test("a dead direct host and a dead first relay: by the second", async () => {
  postlane().dns.set("dead.test", { a: ["127.0.1.2"] });
  await relays[0]!.pause();
  // A session that was kept open for a moment would still do.
  relays[0]!.dropConnections();
  const mails = Array.from({ length: 5 }, () => mailTo("a@dead.test"));
  const sent = await postlane().sendAll(mails);
  await relays[1]!.waitForAccepted(5);
  expectEachOnce(
    mails.map((mail) => mail.id),
    ...relays,
  );
  const records = await finishedRecords(postlane(), sent[0]!.messageId);
  expect(records.at(-1)).toMatchObject({ kind: "delivered", lane: "relay:second" });
});
