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
  // Two side by side need half the time of one: 100 × 40 ms / 2, and a little.
  const span = Math.max(...entries.map((entry) => entry.endedAt!)) - Math.min(...entries.map((entry) => entry.mailAt));
  expect(span).toBeLessThan(2_000 * 1.5);
});
