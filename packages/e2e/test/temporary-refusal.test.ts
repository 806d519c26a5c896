import { type AnswerDetail, answerAt, mailTo, times } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, finishedRecords, outline, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ maxConnections: 1 })] });
const steps = ["greeting", "ehlo", "mail", "rcpt", "data", "data-end"] as const;
/** A domain and a host of its own for each try. */
let tries = 0;
const fresh = (what: string) => ({ domain: `${what}-${++tries}.test`, host: `127.0.1.${tries}` });

test.concurrent.each(steps)("4xx at %s: tried again, then delivered once", async (step) => {
  const { domain, host } = fresh(step);
  const sink = await postlane().domain(domain, host, {
    script: times(2, answerAt(step, "451 4.3.5 Not now")),
  });
  const mail = mailTo(`a@${domain}`);
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)).toEqual([
    "received",
    ...Array(2).fill(`deferred ${step} 4.3.5`),
    "delivered data-end 2.0.0",
  ]);
  expect(records[1]!.reply).toMatchObject({ code: 451, text: expect.stringContaining("Not now") });
  expect(records.map((record) => record.attempt)).toEqual([undefined, 1, 2, 3]);
  expectEachOnce([mail.id], sink);
});

test.concurrent.each(steps)("the connection lost at %s: tried again, then delivered once", async (step) => {
  const { domain, host } = fresh(`lost-${step}`);
  const sink = await postlane().domain(domain, host, {
    script: times(1, answerAt(step, { drop: true })),
  });
  const mail = mailTo(`a@${domain}`);
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)).toEqual(["received", `deferred ${step} 4.4.2`, "delivered data-end 2.0.0"]);
  expectEachOnce([mail.id], sink);
});

test.concurrent("the connection lost in the middle of the content", async () => {
  const { domain, host } = fresh("middle");
  const sink = await postlane().domain(domain, host, {
    script: times(1, answerAt("data", { dropAfterBytes: 20_000 } satisfies AnswerDetail)),
  });
  const mail = mailTo(`a@${domain}`, { bytes: 3_000_000 });
  const sent = await postlane().send(mail);
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(records.map((record) => record.kind)).toEqual(["received", "deferred", "delivered"]);
  expect(["data", "data-end"]).toContain(records[1]!.step);
  expectEachOnce([mail.id], sink);
});

test.concurrent("SERVFAIL: tried again when DNS can say more", async () => {
  const { domain, host } = fresh("servfail");
  const sink = await postlane().domain(domain, host);
  postlane().dns.set(domain, { servfail: true });
  const sent = await postlane().send(mailTo(`a@${domain}`));
  await postlane().waitForRecords((records) => records.some((r) => r.messageId === sent.messageId && r.step === "dns"));
  postlane().dns.set(domain, { mx: [{ preference: 1, exchange: `mx.${domain}` }] });
  const records = await finishedRecords(postlane(), sent.messageId);
  expect(outline(records)[1]).toBe("deferred dns 4.4.3");
  expect(outline(records).at(-1)).toBe("delivered data-end 2.0.0");
  expect(sink.accepted()).toHaveLength(1);
});

test.concurrent("a refused STARTTLS handshake does not stop opportunistic mail", async () => {
  const { domain, host } = fresh("handshake");
  const sink = await postlane().domain(domain, host, {
    tls: "starttls",
    script: answerAt("starttls", "454 4.7.0 TLS not available"),
  });
  const mail = mailTo(`a@${domain}`);
  const sent = await postlane().send(mail);
  await finishedRecords(postlane(), sent.messageId);
  expectEachOnce([mail.id], sink);
});
