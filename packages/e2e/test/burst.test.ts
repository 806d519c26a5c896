import { auditPace, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane } from "../src/index.ts";

const rules = [quickRule({ maxContinuous: 5, continuingDelaySeconds: 2 })];
const alone = usePostlane({ rules, workers: 1 });
const three = usePostlane({ rules, workers: 3 });
const MAILS = 38;

test.concurrent.each([
  [1, alone],
  [3, three],
] as const)(
  "5 mails, then 2 s pause, with %i worker(s): never more without the pause, and no time lost",
  async (_workers, postlane) => {
    const sink = await postlane().domain("b.test", "127.0.1.1");
    const mails = Array.from({ length: MAILS }, () => mailTo("a@b.test"));
    await postlane().sendAll(mails);
    await sink.waitForAccepted(MAILS, 30_000);
    expectEachOnce(
      mails.map((mail) => mail.id),
      sink,
    );
    const audit = auditPace(sink.journal, { maxContinuous: 5, pauseMs: 2_000, maxConnections: 10 });
    console.log(_workers, audit);
    expect(audit.broken).toEqual([]);
    expect(audit.efficiency).toBeGreaterThanOrEqual(0.95);
  },
  60_000,
);
