import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ directAttempts: 2, relayAttempts: 0 })] });
/** A domain and a host of its own for each try. */
let tries = 0;
const fresh = (step: string) => ({ domain: `${step}-${++tries}.test`, host: `127.0.1.${tries}` });

test.concurrent.each(["mail", "rcpt", "data", "data-end"] as const)("5xx at %s bounces at once", async (step) => {
  const { domain, host } = fresh(step);
  const sink = await postlane().domain(domain, host, {
    script: answerAt(step, "550 5.7.1 We do not want this"),
  });
  const sent = await postlane().send(mailTo(`a@${domain}`));
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)).toEqual(["received", `bounced ${step} 5.7.1`]);
  expect(records[1]).toMatchObject({
    attempt: 1,
    recipients: [`a@${domain}`],
    reply: { code: 550, enhancedCode: "5.7.1", text: expect.stringContaining("We do not want this") },
    detail: expect.stringContaining(`mx.${domain}`),
  });
  expect(sink.journal.transactions).toHaveLength(1);
});

// What is said before MAIL concerns the server, not the mail: another host, or a later try, may do better.
test.concurrent.each(["greeting", "ehlo"] as const)(
  "5xx at %s is tried again until the attempts are used up",
  async (step) => {
    const { domain, host } = fresh(step);
    const sink = await postlane().domain(domain, host, { script: answerAt(step, "554 5.3.2 Go away") });
    const sent = await postlane().send(mailTo(`a@${domain}`));
    const records = await finishedRecords(postlane(), sent.messageId);
    expect(outline(records)).toEqual(["received", `deferred ${step} 4.3.2`, `bounced ${step} 4.3.2`]);
    expect(sink.journal.totals.connections).toBe(2);
  },
);

test.concurrent("a session goes on after a refused mail", async () => {
  const { domain, host } = fresh("on");
  const sink = await postlane().domain(domain, host, {
    script: answerAt("rcpt", "550 5.1.1 No such user", (event) => event.recipient === `nobody@${domain}`),
  });
  const results = await postlane().sendAll(["nobody", "b", "c"].map((name) => mailTo(`${name}@${domain}`)));
  await sink.waitForAccepted(2);
  const records = await finishedRecords(postlane(), results[0]!.messageId);
  expect(outline(records)).toEqual(["received", "bounced rcpt 5.1.1"]);
});
