import { answerAt, freePort, mailTo, type SmtpTarget, smtpSend } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, outline, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule()], api: true });
const call = (method: string, address: string, body?: unknown) =>
  postlane().callApi(method, `/v1/suppressions/${address}`, body);

test("after a hard bounce the next mail to the address ends as it comes, and says why; taken off, it is delivered", async () => {
  let gone = true;
  const sink = await postlane().domain("gone.test", "127.0.1.1", {
    script: (event) => (event.step === "rcpt" && gone ? "550 5.1.1 No such user" : undefined),
  });
  const first = await postlane().send(mailTo("ann@gone.test"));
  expect(outline(await finishedRecords(postlane(), first.messageId))).toEqual(["received", "bounced rcpt 5.1.1"]);
  await waitUntil("the entry", async () => (await call("GET", "ann@gone.test")).status === 200);
  // From then on it holds within a second everywhere.
  await sleep(1_000);

  const second = await postlane().send(mailTo("ANN@gone.test"));
  expect(second.ok).toBe(true);
  const records = await finishedRecords(postlane(), second.messageId);
  expect(outline(records)).toEqual(["received", "suppressed 5.7.1"]);
  expect(records[1]!.detail).toMatch(
    new RegExp(
      `hard bounce of message ${first.messageId} which was answered 550 5.1.1 No such user.*DELETE /v1/suppressions`,
    ),
  );
  expect(sink.journal.transactions).toHaveLength(1);
  await expect
    .poll(async () => (await call("GET", "ann@gone.test")).body)
    .toMatchObject({ source: "hard_bounce", hits: 1 });
  await waitUntil("the trace", async () => {
    const { body } = await postlane().callApi("GET", `/v1/messages/${second.messageId}`);
    const { recipients, message } = body as { recipients: { state: string }[]; message: { held: boolean } };
    return recipients[0]?.state === "suppressed" && !message.held;
  });

  gone = false;
  expect((await call("DELETE", "ann@gone.test")).status).toBe(204);
  const third = await postlane().send(mailTo("ann@gone.test"));
  expect(outline(await finishedRecords(postlane(), third.messageId)).at(-1)).toMatch(/^delivered/);
});

test("a suppression by hand keeps out one of many, and runs out", async () => {
  const sink = await postlane().domain("hand.test", "127.0.1.2");
  const expiresAt = new Date(Date.now() + 10_000).toISOString();
  expect((await call("PUT", "ann@hand.test", { reason: "asked for it", expires_at: expiresAt })).status).toBe(201);
  await sleep(1_000);
  const mixed = await postlane().send({ ...mailTo("ann@hand.test"), to: ["ann@hand.test", "bob@hand.test"] });
  const records = await finishedRecords(postlane(), mixed.messageId, 2);
  expect(records.map(({ kind, recipients }) => `${kind} ${recipients.join(" ")}`)).toEqual([
    "received ann@hand.test bob@hand.test",
    "suppressed ann@hand.test",
    "delivered bob@hand.test",
  ]);
  const submitted = await postlane().callApi("POST", "/v1/messages", {
    from: "a@c.test",
    to: ["ann@hand.test"],
    text: "Hi",
  });
  const { message_id: overHttp } = submitted.body as { message_id: string };
  expect(outline(await finishedRecords(postlane(), overHttp))).toEqual(["received", "suppressed 5.7.1"]);
  await sleep(Math.max(0, Date.parse(expiresAt) - Date.now()) + 200);
  const late = await postlane().send(mailTo("ann@hand.test"));
  expect(outline(await finishedRecords(postlane(), late.messageId)).at(-1)).toMatch(/^delivered/);
  expect(sink.accepted().map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([
    ["bob@hand.test"],
    ["ann@hand.test"],
  ]);
});

test("no mail ends without a word: who writes to a suppressed recipient, or has mail cancelled, gets a report, and a lost report is found", async () => {
  const home = await postlane().domain("told.test", "127.0.1.7", {
    keep: "content",
    script: answerAt("rcpt", "550 5.1.1 No such user", ({ recipient }) => recipient?.startsWith("nobody") ?? false),
  });
  expect((await call("PUT", "@off.test", { reason: "closed" })).status).toBe(201);
  await sleep(1_000);
  const told = async (number: number): Promise<string> => {
    await home.waitForAccepted(number);
    const report = home.accepted()[number - 1]!;
    expect([report.reversePath, report.recipients[0]!.parameters]).toEqual(["", "NOTIFY=NEVER"]);
    return report.content!.toString("latin1");
  };

  const overSmtp = await postlane().send({
    ...mailTo("a@off.test", { from: "me@told.test" }),
    parameters: "ENVID=e1 RET=FULL",
    rcptParameters: { "a@off.test": "NOTIFY=FAILURE ORCPT=rfc822;x@old.test" },
  });
  expect(await told(1)).toContain(
    "Original-Recipient: rfc822;x@old.test\r\nFinal-Recipient: rfc822;a@off.test\r\nAction: failed\r\nStatus: 5.7.1\r\n",
  );
  const [, suppressed] = await finishedRecords(postlane(), overSmtp.messageId);
  expect(suppressed).toMatchObject({ kind: "suppressed", reportId: expect.any(String) });

  const document = { from: "me@told.test", to: ["a@off.test"], text: "Hi" };
  expect((await postlane().callApi("POST", "/v1/messages", document)).status).toBe(202);
  expect(await told(2)).toContain("Final-Recipient: rfc822;a@off.test\r\nAction: failed");

  await postlane().domain("busy.test", "127.0.1.8", { script: answerAt("rcpt", "450 4.2.0 Not now") });
  const waiting = await postlane().send(mailTo("a@busy.test", { from: "me@told.test" }));
  const act = (body: object) => postlane().callApi("POST", `/v1/messages/${waiting.messageId}/actions`, body);
  expect((await act({ action: "hold" })).status).toBe(200);
  await waitUntil("it is held", async () => (await postlane().records()).some(({ kind }) => kind === "held"));
  expect((await act({ action: "cancel", reason: "ticket 4711" })).status).toBe(200);
  const cancelled = await told(3);
  expect(cancelled).toContain("Final-Recipient: rfc822;a@busy.test\r\nAction: failed\r\nStatus: 5.0.0\r\n");
  expect(cancelled).not.toContain("4711");

  const lost = await postlane().send(mailTo("a@off.test", { from: "nobody@told.test" }));
  const { reportId } = (await finishedRecords(postlane(), lost.messageId))[1]!;
  await finishedRecords(postlane(), reportId);
  await waitUntil("the search finds the report that did not arrive", async () => {
    const { body } = await postlane().callApi("GET", "/v1/messages?sender=&outcome=bounced");
    return (body as { items: { id: string }[] }).items.some(({ id }) => id === reportId);
  });
  await sleep(500);
  expect(home.accepted()).toHaveLength(3);
});

test("a bounce for another reason suppresses nobody", async () => {
  await postlane().domain("policy.test", "127.0.1.3", { script: answerAt("rcpt", "550 5.7.1 Looks like spam") });
  for (let n = 0; n < 2; n++) {
    const sent = await postlane().send(mailTo("ann@policy.test"));
    expect(outline(await finishedRecords(postlane(), sent.messageId)).at(-1)).toBe("bounced rcpt 5.7.1");
  }
  expect((await call("GET", "ann@policy.test")).status).toBe(404);
});

test("the same submission at two ingress processes at once is one mail", async () => {
  const sink = await postlane().domain("once.test", "127.0.1.4");
  const other: SmtpTarget = { host: "127.0.0.1", port: await freePort() };
  await postlane().start("ingress", { POSTLANE_SMTP_LISTEN: `${other.host}:${other.port}` });
  const keyed = (n: number) => ({
    from: "a@c.test",
    to: ["ann@once.test"],
    content: `Subject: order ${n}\r\nIdempotency-Key: order-${n}\r\n\r\nHello.\r\n`,
  });
  const rounds = await Promise.all(
    Array.from({ length: 20 }, async (_, n) =>
      Promise.all([smtpSend(postlane().smtp, keyed(n)), smtpSend(other, keyed(n)), smtpSend(other, keyed(n))]),
    ),
  );
  for (const answers of rounds) {
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
  }
  await sink.waitForAccepted(20);
  const changed = await smtpSend(other, { ...keyed(1), content: keyed(1).content.replace("order 1", "order 2") });
  expect(changed.reply).toMatchObject({ code: 554 });
  await sleep(500);
  expect(sink.accepted()).toHaveLength(20);
});
