import { answerAt, auditPace, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({
  rules: [
    quickRule(),
    quickRule({ domain: "more.test", maxConnections: 1 }),
    quickRule({ domain: "less.test", maxConnections: 4 }),
    quickRule({ domain: "pace.test", maxConnections: 1 }),
  ],
  workers: 2,
  api: true,
});

async function changeRule(domain: string, fields: object): Promise<void> {
  const { status, body } = await postlane().callApi("PATCH", `/v1/domain-rules/${domain}`, fields);
  expect(body).toMatchObject(fields);
  expect(status).toBe(200);
}

test.concurrent("more connections allowed while sending: they are used", async () => {
  const sink = await postlane().domain("more.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 100 }) });
  const mails = Array.from({ length: 100 }, () => mailTo("a@more.test"));
  await postlane().sendAll(mails);
  await sink.waitForAccepted(10);
  expect(sink.journal.totals.maxOpen).toBe(1);
  await changeRule("more.test", { maxConnections: 5 });
  await sink.waitForAccepted(100);
  expect(sink.journal.totals.maxOpen).toBe(5);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
});

test.concurrent("fewer connections allowed while sending: the others leave", async () => {
  // Slow enough that most of it waits when they leave, whatever the machine.
  let delayMs = 250;
  const sink = await postlane().domain("less.test", "127.0.1.2", {
    script: ({ step }) => (step === "data-end" ? { delayMs } : undefined),
  });
  const mails = Array.from({ length: 200 }, () => mailTo("a@less.test"));
  await postlane().sendAll(mails);
  await waitUntil("all four are used", () => sink.journal.totals.maxOpen >= 4);
  expect(sink.journal.totals.maxOpen).toBe(4);
  await changeRule("less.test", { maxConnections: 1 });
  let open = 4;
  for (let quiet = 0; quiet < 50; quiet = open <= 1 ? quiet + 1 : 0) {
    await sleep(20);
    open = sink.journal.totals.open;
  }
  delayMs = 20;
  // One may be under way: it ends in these, not in the journal that begins now.
  const before = [...sink.journal.transactions];
  const taken = sink.accepted().length;
  expect(taken).toBeLessThan(180);
  sink.clear();
  await sink.waitForAccepted(200 - taken);
  expect(sink.journal.totals.maxOpen).toBe(1);
  const there = [...before, ...sink.journal.transactions]
    .filter(({ accepted }) => accepted)
    .map(({ testId }) => testId);
  expect(there.sort()).toEqual(mails.map((mail) => mail.id).sort());
});

test.concurrent("a burst limit set while sending holds from then on", async () => {
  let delayMs = 80;
  const sink = await postlane().domain("pace.test", "127.0.1.3", {
    script: ({ step }) => (step === "data-end" ? { delayMs } : undefined),
  });
  const mails = Array.from({ length: 150 }, () => mailTo("a@pace.test"));
  await postlane().sendAll(mails);
  await sink.waitForAccepted(50);
  await changeRule("pace.test", { maxContinuous: 10, continuingDelaySeconds: 1 });
  delayMs = 20;
  // Seen twice in a row: what came while this process slept is read in between.
  let looks = 0;
  await waitUntil("the first pause has begun", () => {
    const { transactions } = sink.journal;
    const pauses = Date.now() - Math.max(...transactions.map((entry) => entry.endedAt ?? Date.now())) > 600;
    looks = pauses ? looks + 1 : 0;
    return looks >= 3;
  });
  const before = sink.journal.transactions.length;
  expect(before).toBeLessThan(130);
  await sink.waitForAccepted(150);
  const rest = { ...sink.journal, transactions: sink.journal.transactions.slice(before) };
  expect(auditPace(rest, { maxContinuous: 10, pauseMs: 1_000, maxConnections: 10 }).broken).toEqual([]);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
});
