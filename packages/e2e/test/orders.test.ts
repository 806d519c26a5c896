import { greylist, mailTo, type Receiver, startReceiver } from "@postlane/testkit";
import { afterAll, expect, test } from "vitest";
import { expectEachOnce, quickRule, sleep, storyOf, usePostlane, waitUntil } from "../src/index.ts";

let relay: Receiver;
afterAll(() => relay?.stop());
const postlane = usePostlane(async () => {
  await relay?.stop();
  relay = await startReceiver({ host: "127.0.2.1" });
  const { host, port } = relay;
  return {
    // A greylisted mail would come again in ten minutes.
    rules: [quickRule({ failureDelaySeconds: 600 })],
    relays: [{ id: "r", host, port, tls: "none" as const, failureDelaySeconds: 1, backoffFactor: 1, maxContinuous: 0 }],
    api: true,
  };
});

interface Ordered {
  readonly deliveries: readonly { readonly result: string; readonly detail?: string }[];
}

async function order(messageId: string | undefined, body: Record<string, unknown>): Promise<string[]> {
  const answer = await postlane().callApi("POST", `/v1/messages/${messageId}/actions`, body);
  expect(answer.status).toBe(200);
  return (answer.body as Ordered).deliveries.map(({ result }) => result);
}

async function greylisted(sink: Receiver, name: string) {
  const mail = mailTo(`${name}@b.test`);
  const { messageId } = await postlane().send(mail);
  await storyOf(postlane(), messageId, "deferred");
  return { mail, messageId, sink };
}

const kinds = async (messageId: string | undefined, last: string) =>
  (await storyOf(postlane(), messageId, last)).map(({ kind, by }) => (by === undefined ? kind : `${kind} by ${by}`));

test("greylisted mail: one cancelled, one held and released, one moved to a relay, one tried again", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", { script: greylist(300) });
  const mails = await Promise.all(["cancel", "hold", "move", "retry"].map((name) => greylisted(sink, name)));
  const [cancelled, held, moved, retried] = mails as [
    (typeof mails)[0],
    (typeof mails)[0],
    (typeof mails)[0],
    (typeof mails)[0],
  ];
  await sleep(400);
  const lane = async () => (await postlane().callApi("GET", "/v1/lanes/direct:b.test")).body;
  // The log knows of an attempt a moment before it has ended.
  await expect.poll(lane).toMatchObject({ delayed: 4, active: 0 });

  expect(await order(cancelled.messageId, { action: "cancel", reason: "sent by mistake" })).toEqual(["done"]);
  expect(await order(held.messageId, { action: "hold", reason: "let me see" })).toEqual(["done"]);
  expect(await order(moved.messageId, { action: "move", relay: "r" })).toEqual(["done"]);
  expect(await order(retried.messageId, { action: "retry" })).toEqual(["done"]);

  await relay.waitForAccepted(1);
  await sink.waitForAccepted(1);
  expect(await kinds(moved.messageId, "delivered")).toEqual([
    "received",
    "deferred",
    expect.stringMatching(/^rerouted by /),
    "delivered",
  ]);
  expect(await kinds(retried.messageId, "delivered")).toEqual(["received", "deferred", "delivered"]);
  expect(await kinds(cancelled.messageId, "cancelled")).toEqual([
    "received",
    "deferred",
    expect.stringMatching(/^cancelled by /),
  ]);
  expect(await kinds(held.messageId, "held")).toEqual(["received", "deferred", expect.stringMatching(/^held by /)]);

  // The story of each tells who and why.
  const trace = async (id: string | undefined) => (await postlane().callApi("GET", `/v1/messages/${id}`)).body;
  await expect
    .poll(() => trace(cancelled.messageId))
    .toMatchObject({
      recipients: [{ state: "cancelled", detail: "sent by mistake" }],
      message: { held: false },
    });
  await expect
    .poll(() => trace(held.messageId))
    .toMatchObject({
      recipients: [{ state: "held", hold: { reason: "let me see" } }],
      message: { held: true },
    });
  await expect.poll(lane).toMatchObject({ held: 1, delayed: 0 });
  expect(
    (await postlane().callApi("POST", `/v1/messages/${cancelled.messageId}/actions`, { action: "retry" })).status,
  ).toBe(409);

  expect(await order(held.messageId, { action: "release" })).toEqual(["done"]);
  await sink.waitForAccepted(2);
  await waitUntil("the trace tells of the delivery", async () =>
    JSON.stringify(await trace(held.messageId)).includes('"delivered"'),
  );
  expectEachOnce([held.mail.id, retried.mail.id], sink);
  expectEachOnce([moved.mail.id], relay);
});

test("an order for a mail whose content is being sent waits, and tears nothing", async () => {
  const reached = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const sink = await postlane().domain("slow.test", "127.0.1.2", {
    script: (event) => {
      if (event.step !== "data-end") return undefined;
      reached.resolve();
      return { until: letGo.promise, reply: "451 4.3.0 Not now" };
    },
  });
  const { messageId } = await postlane().send(mailTo("a@slow.test"));
  await reached.promise;
  expect(await order(messageId, { action: "cancel" })).toEqual(["after_this_attempt"]);
  letGo.resolve();
  expect(await kinds(messageId, "cancelled")).toEqual([
    "received",
    "deferred",
    expect.stringMatching(/^cancelled by /),
  ]);
  expect(sink.journal.transactions.map(({ complete }) => complete)).toEqual([true]);
});
