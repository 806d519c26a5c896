import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { quickRule, sleep, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({
  api: true,
  rules: [
    quickRule({ domain: "*.paced.test", maxContinuous: 5, continuingDelaySeconds: 2 }),
    quickRule({ domain: "*.slow.test", maxConnections: 2 }),
  ],
});

interface Estimate {
  readonly at: string;
  readonly seconds: number;
  readonly basis: string;
}
const lane = async (domain: string): Promise<{ due_sent?: Estimate; waiting: number }> =>
  (await postlane().callApi("GET", `/v1/lanes/direct:${domain}`)).body as { due_sent?: Estimate; waiting: number };

/** A domain and a host of its own for each try. */
let tries = 0;
const fresh = (parent: string) => ({ domain: `t${++tries}.${parent}`, host: `127.0.3.${tries}` });

/** How far an estimate was off, as a part of the time that was left. */
function off({ at, seconds }: Estimate, endedAtMs: number): number {
  return Math.abs(Date.parse(at) - endedAtMs) / 1_000 / seconds;
}

// Times on a machine busy with something else get more tries.
test("the estimate of a paced lane comes true within a fifth: 5 in a row, 2 s pause", { retry: 3 }, async () => {
  const { domain, host } = fresh("paced.test");
  const sink = await postlane().domain(domain, host);
  const startedAtMs = Date.now();
  await postlane().sendAll(Array.from({ length: 40 }, () => mailTo(`a@${domain}`)));
  const atFirst = (await lane(domain)).due_sent!;
  await sleep(4_500);
  const later = (await lane(domain)).due_sent!;
  await sink.waitForAccepted(40, 60_000);
  const endedAtMs = Date.now();
  // Seven pauses of 2 s lie between eight bursts.
  const askedAtMs = Date.parse(atFirst.at) - atFirst.seconds * 1_000;
  expect(atFirst.seconds + (askedAtMs - startedAtMs) / 1_000).toBeGreaterThan(14);
  expect(off(atFirst, endedAtMs)).toBeLessThan(0.2);
  expect(later.basis).toBe("observed");
  expect(off(later, endedAtMs)).toBeLessThan(0.2);
});

test("so does that of a slow server, once it is known how slow it is", { retry: 3 }, async () => {
  const { domain, host } = fresh("slow.test");
  const sink = await postlane().domain(domain, host, { script: answerAt("data-end", { delayMs: 250 }) });
  await postlane().sendAll(Array.from({ length: 80 }, () => mailTo(`a@${domain}`)));
  // The first ones tell more of a cold start than of the server.
  await sink.waitForAccepted(16);
  await waitUntil("its speed is known", async () => (await lane(domain)).due_sent?.basis === "observed");
  const { due_sent: estimate, waiting } = await lane(domain);
  expect(waiting).toBeGreaterThan(40);
  await sink.waitForAccepted(80, 60_000);
  expect(off(estimate!, Date.now())).toBeLessThan(0.2);
});
