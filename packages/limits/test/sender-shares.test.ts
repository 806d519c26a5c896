import { beforeEach, expect, it } from "vitest";
import { createSenderShares, type SenderShares } from "../src/index.ts";

let nowMs = 0;
let shares: SenderShares;

beforeEach(() => {
  nowMs = Date.parse("2026-03-10T12:00:00Z");
  shares = createSenderShares(() => nowMs);
});

function sent(sender: string, messages: number, recipients = 1): void {
  for (let n = 0; n < messages; n++) shares.note(sender, recipients);
}

it("is an equal part of all that came", () => {
  sent("greedy", 200);
  sent("modest", 30);
  sent("rare", 1);
  expect(["greedy", "modest", "rare", "new"].map((sender) => shares.isOver(sender))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

it("counts recipients, not messages", () => {
  sent("many", 100);
  sent("lists", 2, 500);
  expect([shares.isOver("many"), shares.isOver("lists")]).toEqual([false, true]);
});

it("is kept by senders that send alike", () => {
  for (const sender of ["a", "b", "c"]) sent(sender, 100);
  expect(["a", "b", "c"].some((sender) => shares.isOver(sender))).toBe(false);
});

it("leaves room for others where one sends alone, but never refuses little", () => {
  sent("alone", 20);
  expect(shares.isOver("alone")).toBe(false);
  sent("alone", 1);
  expect(shares.isOver("alone")).toBe(true);
});

it.each([
  [{ messagesPerHour: 2_000, messagesPerDay: 0 }, false],
  [{ messagesPerHour: 1_990, messagesPerDay: 0 }, true],
  [{ messagesPerHour: 0, messagesPerDay: 48_000 }, false],
  [{ messagesPerHour: 2_000, messagesPerDay: 24_000 }, true],
])("of a sender with the quota %j is what that allows in these minutes: over %s", (quota, over) => {
  sent("greedy", 200);
  sent("modest", 30);
  expect(shares.isOver("greedy", quota)).toBe(over);
});

it("with a quota is never smaller than without", () => {
  sent("greedy", 200);
  sent("modest", 30);
  expect(shares.isOver("modest", { messagesPerHour: 10, messagesPerDay: 0 })).toBe(false);
});

it("forgets what is older than the last minutes, and who sent it", () => {
  sent("greedy", 200);
  nowMs += 5 * 60_000;
  expect(shares.isOver("greedy")).toBe(true);
  sent("a", 50);
  sent("b", 50);
  nowMs += 60_000;
  expect(shares.isOver("greedy")).toBe(false);
  expect(shares.isOver("a")).toBe(false);
  sent("a", 1);
  expect(shares.isOver("a")).toBe(true);
});
