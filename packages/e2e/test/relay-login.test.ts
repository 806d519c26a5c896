import { mailTo, type Receiver, type ReceiverOptions, startReceiver } from "@postlane/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

const relays: Receiver[] = [];
afterAll(() => Promise.all(relays.map((relay) => relay.stop())));

/** A Postlane that sends everything by one relay with the login me / secret. */
function useRelay(receiver: Omit<ReceiverOptions, "host">, setting: object) {
  let relay: Receiver;
  const postlane = usePostlane(async () => {
    await relay?.stop();
    relay = await startReceiver({ ...receiver, host: "127.0.2.1" });
    relays.push(relay);
    return {
      rules: [quickRule({ directAttempts: 0, relayAttempts: 2 })],
      relays: [
        { id: "r", host: relay.host, port: relay.port, username: "me", password: "secret", tlsVerify: false },
      ].map((one) => ({ ...one, failureDelaySeconds: 1, backoffFactor: 1, ...setting })),
    };
  });
  return { postlane, relay: () => relay };
}

describe.each([
  ["STARTTLS", { tls: "starttls" as const }, { tls: "require" }],
  ["TLS from the first byte", { tls: "implicit" as const }, { tls: "implicit" }],
])("a relay that wants a login, over %s", (_name, receiver, setting) => {
  const { postlane, relay } = useRelay({ ...receiver, users: { me: "secret" } }, setting);

  test("gets it", async () => {
    const mail = mailTo("a@b.test");
    const sent = await postlane().send(mail);
    const records = await finishedRecords(postlane(), sent.messageId);
    expect(records.map((r) => r.kind)).toEqual(["received", "delivered"]);
    expectEachOnce([mail.id], relay());
    expect(relay().journal.connections[0]).toMatchObject({ tls: true, username: "me" });
    // The password stands nowhere: neither in the records nor in the logs.
    const token = Buffer.from("\0me\0secret").toString("base64");
    const told = JSON.stringify(records) + postlane().logs(5_000);
    expect(told).not.toContain(token);
    expect(told).not.toContain("secret");
  });
});

describe("a wrong password", () => {
  const { postlane, relay } = useRelay({ tls: "starttls", users: { me: "other" } }, { tls: "require" });

  test("is the relay's trouble, not the mail's: tried again, then bounced with the step named", async () => {
    const sent = await postlane().send(mailTo("a@b.test"));
    const records = await finishedRecords(postlane(), sent.messageId);
    expect(outline(records)).toEqual(["received", "deferred auth 4.7.8", "bounced auth 4.7.8"]);
    expect(relay().accepted()).toEqual([]);
  });
});
