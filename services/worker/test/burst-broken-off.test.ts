import { auditPace } from "@postlane/testkit";
import { afterEach, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
benchOfFile(async () => (bench = await startBench()));
afterEach(() => bench.rest());

it("counts in the burst what was broken off before the server had answered anything", async () => {
  const domain = "broken-off.test";
  await bench.configure([QUICK, { ...QUICK, domain, maxContinuous: 1, continuingDelaySeconds: 2 }]);
  let mails = 0;
  const sink = await bench.receive([domain], "127.0.4.9", {
    script: ({ step }) => (step === "mail" && ++mails === 1 ? { hang: true } : undefined),
  });
  const worker = await bench.work();
  const id = await bench.accept([`a@${domain}`]);
  await eventually(() => mails).toBe(1);
  await worker.close();
  await bench.work();
  await bench.until(id, "delivered", 15_000);
  expect(sink.journal.transactions).toHaveLength(2);
  const pace = { maxContinuous: 1, pauseMs: 2_000, maxConnections: 5 };
  expect(auditPace(sink.journal, pace).broken).toEqual([]);
});
