import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule({ maxConnections: 2 })], workers: 3 });

test("limit 2, 100 mails, 3 workers: never more than 2 connections, and 2 are used", async () => {
  const sink = await postlane().domain("b.test", "127.0.1.1", { script: answerAt("data-end", { delayMs: 40 }) });
  const mails = Array.from({ length: 100 }, () => mailTo("a@b.test"));
  await postlane().sendAll(mails, { connections: 10 });
  const entries = await sink.waitForAccepted(100, 20_000);
  expectEachOnce(
    mails.map((mail) => mail.id),
    sink,
  );
  expect(sink.journal.totals.maxOpen).toBe(2);
  // Nearly all the time both are busy.
  const span = Math.max(...entries.map((entry) => entry.endedAt!)) - Math.min(...entries.map((entry) => entry.mailAt));
  const busy = entries.reduce((sum, entry) => sum + entry.endedAt! - entry.mailAt, 0);
  expect(busy / span).toBeGreaterThan(1.6);
});
