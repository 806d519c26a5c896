import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSparingLog } from "../src/index.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("says the first at once, and of those that follow the last, with their number, once in a while", () => {
  const lines: string[] = [];
  const log = createSparingLog(1_000);
  const say = (key: string, text: string) => log.note(key, (times) => void lines.push(`${text} ${times}`));
  for (let n = 1; n <= 500; n++) say("away", `away-${n}`);
  say("full", "full");
  expect(lines).toEqual(["away-1 1", "full 1"]);
  vi.advanceTimersByTime(1_000);
  expect(lines.splice(0)).toEqual(["away-1 1", "full 1", "away-500 499"]);
  say("away", "still away");
  vi.advanceTimersByTime(5_000);
  expect(lines.splice(0)).toEqual(["still away 1"]);
  say("away", "away again");
  expect(lines).toEqual(["away again 1"]);
});

it("texts that differ each time are one, beyond a hundred", () => {
  const lines: string[] = [];
  const log = createSparingLog(1_000);
  for (let n = 0; n < 5_000; n++) log.note(`error ${n}`, (times) => void lines.push(`${n} ${times}`));
  expect(lines).toHaveLength(101);
  vi.advanceTimersByTime(1_000);
  expect(lines.slice(101)).toEqual(["4999 4899"]);
});
