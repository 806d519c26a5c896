import { answerAt } from "@postlane/testkit";
import { afterEach, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
benchOfFile(async () => (bench = await startBench()));
afterEach(() => bench.rest());

const manual = (address: string) => ({
  address,
  source: "manual" as const,
  reason: "asked for it",
  createdBy: "admin",
  createdAtMs: Date.now(),
});
const kinds = async (messageId: string) =>
  (await bench.recordsOf(messageId)).map(({ kind, recipients }) => `${kind} ${recipients.join(" ")}`);

it("a mailbox that a server says is gone gets no further mail; one that was refused for another reason does", async () => {
  await bench.receive(["gone.test"], "127.0.0.21", {
    script: (event) => {
      if (event.step !== "rcpt") return undefined;
      return event.recipient === "ann@gone.test" ? "550 5.1.1 No such user" : "550 5.7.1 Looks like spam";
    },
  });
  await bench.work();
  const first = await bench.accept(["Ann@gone.test", "ann@gone.test", "bob@gone.test"]);
  await eventually(() => kinds(first)).toContain("bounced ann@gone.test");
  await eventually(() => bench.suppressions.get("ann@gone.test")).toMatchObject({
    source: "hard-bounce",
    messageId: first,
    reply: "550 5.1.1 No such user",
  });
  // What the worker wrote holds here within a second.
  await eventually(() => bench.suppressions.isEmpty()).toBe(false);
  const second = await bench.accept(["ann@gone.test", "bob@gone.test"]);
  expect((await bench.until(second, "suppressed")).recipients).toEqual(["ann@gone.test"]);
  expect((await bench.until(second, "bounced")).recipients).toEqual(["bob@gone.test"]);
  expect(await bench.suppressions.get("bob@gone.test")).toBeUndefined();
});

it("the rule may be off", async () => {
  await bench.receive(["off.test"], "127.0.0.22", { script: answerAt("rcpt", "550 5.1.1 No such user") });
  await bench.configure([QUICK], [], {
    suppression: { enabled: false, afterHardBounces: 1, windowDays: 7, expireDays: 90 },
  });
  await bench.work();
  await bench.until(await bench.accept(["ann@off.test"]), "bounced");
  expect(await bench.suppressions.get("ann@off.test")).toBeUndefined();
  await bench.configure([QUICK]);
});

it("mail that waits for its next attempt ends when its recipient is suppressed meanwhile; the others go on", async () => {
  let refuse = true;
  const receiver = await bench.receive(["later.test"], "127.0.0.23", {
    script: (event) => (event.step === "rcpt" && refuse ? "450 4.2.0 Later" : undefined),
  });
  await bench.work();
  const alone = await bench.accept(["ann@later.test"]);
  const both = await bench.accept(["ann@later.test", "bob@later.test"]);
  await bench.until(alone, "deferred");
  await bench.until(both, "deferred");
  await bench.suppressions.put(manual("ann@later.test"));
  refuse = false;
  const end = await bench.until(alone, "suppressed");
  expect(end).toMatchObject({ recipients: ["ann@later.test"], attempt: 1, lane: "direct:later.test" });
  expect((await bench.until(both, "suppressed")).recipients).toEqual(["ann@later.test"]);
  expect((await bench.until(both, "delivered")).recipients).toEqual(["bob@later.test"]);
  const taken = receiver.journal.transactions.filter(({ accepted }) => accepted);
  expect(taken.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([["bob@later.test"]]);
  await eventually(() => bench.ledger.readMessage(alone)).toBeUndefined();
  await eventually(() => bench.ledger.readMessage(both)).toBeUndefined();
});
