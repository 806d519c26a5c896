import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane } from "../src/index.ts";

const postlane = usePostlane({ rules: [quickRule()], env: { POSTLANE_SESSIONS: "40" } });

test("mail for a healthy host does not wait for a host that never greets", async () => {
  await postlane().domain("slow.test", "127.0.1.1", { script: answerAt("greeting", { hang: true }) });
  const healthy = await postlane().domain("healthy.test", "127.0.1.2");
  await postlane().sendAll(Array.from({ length: 200 }, () => mailTo("a@slow.test")));
  const waits: number[] = [];
  const ids: string[] = [];
  for (let i = 0; i < 20; i++) {
    const mail = mailTo("a@healthy.test");
    ids.push(mail.id);
    await postlane().send(mail);
    const accepted = Date.now();
    const entries = await healthy.waitForAccepted(i + 1);
    waits.push(entries.at(-1)!.endedAt! - accepted);
  }
  expectEachOnce(ids, healthy);
  waits.sort((a, b) => a - b);
  expect(waits[10]).toBeLessThan(200);
  expect(waits.at(-1)).toBeLessThan(3_000);
});

test("nor for one that drips its answers", async () => {
  const dripping = await postlane().domain("drip.test", "127.0.1.3", {
    script: () => ({ pieceBytes: 1, pieceDelayMs: 40 }),
  });
  const healthy = await postlane().domain("brisk.test", "127.0.1.4");
  await postlane().sendAll(Array.from({ length: 20 }, () => mailTo("a@drip.test")));
  const mails = Array.from({ length: 20 }, () => mailTo("a@brisk.test"));
  await postlane().sendAll(mails);
  await healthy.waitForAccepted(20);
  expect(dripping.journal.totals.accepted).toBeLessThan(20);
  await dripping.waitForAccepted(20, 120_000);
});
