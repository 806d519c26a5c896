import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { arrivals, quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const DELAY_SECONDS = 2;
const DELAY_MS = DELAY_SECONDS * 1_000;
const WAITING = 10_000;
const postlane = usePostlane({
  rules: [quickRule({ failureDelaySeconds: DELAY_SECONDS, directAttempts: 1_000 })],
  workers: 2,
});

test("10,000 behind a dead host cost one probe per delay and slow nobody; when it is back they all arrive", async () => {
  const dead = await postlane().domain("dead.test", "127.0.1.1", {
    keep: "nothing",
    script: answerAt("greeting", { drop: true }),
  });
  const healthy = await postlane().domain("healthy.test", "127.0.1.2");
  const mails = Array.from({ length: WAITING }, () => mailTo("a@dead.test"));
  const sent = await postlane().sendAll(mails, { connections: 20 });
  expect(sent.every((one) => one.ok)).toBe(true);
  const outage = (): boolean => dead.journal.totals.open === 0 && dead.journal.totals.connections > 0;
  await waitUntil("the first connections have failed", outage);
  await sleep(1_000);

  const probesBefore = dead.journal.totals.connections;
  const probes = (): number => dead.journal.totals.connections - probesBefore;
  const started = Date.now();
  const waits: number[] = [];
  for (let i = 0; Date.now() - started < 6 * DELAY_MS || probes() < 3; i++) {
    await postlane().send(mailTo("a@healthy.test"));
    const accepted = Date.now();
    waits.push((await healthy.waitForAccepted(i + 1)).at(-1)!.endedAt! - accepted);
    await sleep(50);
  }
  const [seen, delays] = [probes(), (Date.now() - started) / DELAY_MS];
  waits.sort((a, b) => a - b);
  console.log(
    `probes in ${delays.toFixed(1)} delays: ${seen}; healthy mail: median ${waits[waits.length >> 1]} ms, worst ${waits.at(-1)} ms`,
  );
  // No delay is shorter than the rule says; each probe comes later, by up to a second (tickets are rounded up) and 10 % (jitter).
  expect(seen).toBeLessThanOrEqual(delays + 1);
  expect(seen).toBeGreaterThanOrEqual(3);
  expect(waits[waits.length >> 1]).toBeLessThan(200);
  expect(waits.at(-1)).toBeLessThan(3_000);

  dead.setScript(undefined);
  dead.clear();
  await dead.waitForAccepted(WAITING, 120_000);
  // A lane that is deep gets all its connections again, without the help of new mail.
  expect(dead.journal.totals.maxOpen).toBe(10);
  const there = arrivals(dead);
  expect(there.size).toBe(WAITING);
  expect([...there.values()].every((count) => count === 1)).toBe(true);
}, 300_000);
