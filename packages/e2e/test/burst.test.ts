import { auditPace, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane } from "../src/index.ts";

const rules = [quickRule({ maxContinuous: 5, continuingDelaySeconds: 2 })];
const alone = usePostlane({ rules, workers: 1 });
const three = usePostlane({ rules, workers: 3 });
const MAILS = 38;
let attempts = 0;
const broken: string[] = [];

test.concurrent.each([
  [1, alone],
  [3, three],
] as const)(
  "5 mails, then 2 s pause, with %i worker(s): never more without the pause, and no time lost",
  // The rate is a matter of milliseconds: a machine busy with something else gets more tries. The limit gets none.
  { retry: 3 },
  async (_count, postlane) => {
    const domain = `b${++attempts}.test`;
    const sink = await postlane().domain(domain, `127.0.1.${attempts}`);
    const mails = Array.from({ length: MAILS }, () => mailTo(`a@${domain}`));
    await postlane().sendAll(mails);
    await sink.waitForAccepted(MAILS, 60_000);
    expectEachOnce(
      mails.map((mail) => mail.id),
      sink,
    );
    const audit = auditPace(sink.journal, { maxContinuous: 5, pauseMs: 2_000, maxConnections: 10 });
    broken.push(...audit.broken);
    expect(broken).toEqual([]);
    expect(audit.efficiency).toBeGreaterThanOrEqual(0.95);
  },
);
