import { answerAt, mailTo, type Receiver, startReceiver } from "@postlane/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { expectEachOnce, quickRule, usePostlane } from "../src/index.ts";

const slow = answerAt("data-end", { delayMs: 200 });
let relay: Receiver | undefined;
afterAll(() => relay?.stop());

/** Never more than two connections, and nearly all the time both were busy. */
function expectTwo(sink: Receiver): void {
  expect(sink.journal.totals.maxOpen).toBe(2);
  const entries = sink.accepted();
  const span = Math.max(...entries.map((entry) => entry.endedAt!)) - Math.min(...entries.map((entry) => entry.mailAt));
  const busy = entries.reduce((sum, entry) => sum + entry.endedAt! - entry.mailAt, 0);
  expect(busy / span).toBeGreaterThan(1.4);
}

describe.concurrent("limit 2, 60 mails, 3 workers", () => {
  const postlane = usePostlane({ rules: [quickRule({ maxConnections: 2 })], workers: 3 });

  test("never more than 2 connections, and 2 are used", async () => {
    const sink = await postlane().domain("b.test", "127.0.1.1", { script: slow });
    const mails = Array.from({ length: 60 }, () => mailTo("a@b.test"));
    await postlane().sendAll(mails, { connections: 10 });
    await sink.waitForAccepted(60);
    expectEachOnce(
      mails.map((mail) => mail.id),
      sink,
    );
    expectTwo(sink);
  });
});

describe.concurrent("a relay's own limit", () => {
  const postlane = usePostlane(async () => {
    await relay?.stop();
    relay = await startReceiver({ host: "127.0.2.1", script: slow });
    const { host, port } = relay;
    return {
      rules: [quickRule({ directAttempts: 0 })],
      relays: [{ id: "r", host, port, maxConnections: 2, maxContinuous: 0 }],
      workers: 2,
    };
  });

  test("holds for all domains together", async () => {
    const mails = Array.from({ length: 60 }, (_, i) => mailTo(`a@d${i % 6}.test`));
    await postlane().sendAll(mails, { connections: 10 });
    await relay!.waitForAccepted(60);
    expectEachOnce(
      mails.map((mail) => mail.id),
      relay!,
    );
    expectTwo(relay!);
  });
});
