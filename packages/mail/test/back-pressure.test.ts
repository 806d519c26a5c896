import { expect, it } from "vitest";
import { type PressureLevel, pressureLevel } from "../src/index.ts";

const limits = { maxWaiting: 1_000, maxMemoryPercent: 90, startPercent: 80 };

it.each<[before: PressureLevel, waiting: number, memoryPercent: number | undefined, level: PressureLevel]>([
  ["calm", 0, 0, "calm"],
  ["calm", 799, 71.9, "calm"],
  ["calm", 800, 0, "high"],
  ["calm", 0, 72, "high"],
  ["calm", 999, 89.9, "high"],
  ["calm", 1_000, 0, "full"],
  ["calm", 0, 90, "full"],
  ["calm", 800, undefined, "high"],
  ["calm", 0, undefined, "calm"],
  ["high", 720, 0, "high"],
  ["high", 719, 0, "calm"],
  ["high", 0, 64.8, "high"],
  ["high", 999, 0, "high"],
  ["high", 1_000, 0, "full"],
  ["full", 900, 0, "full"],
  ["full", 899, 0, "high"],
  ["full", 0, 81, "full"],
  ["full", 0, 80.9, "high"],
  ["full", 719, 0, "calm"],
  ["full", 720, 0, "high"],
])("%s with %d waiting and %d %% of the memory: %s", (before, waiting, memoryPercent, level) => {
  expect(pressureLevel({ waiting, memoryPercent }, limits, before)).toBe(level);
});

it("has no level where no maximum is set", () => {
  const none = { ...limits, maxWaiting: 0, maxMemoryPercent: 0 };
  expect(pressureLevel({ waiting: 1e9, memoryPercent: 100 }, none, "full")).toBe("calm");
});

it("that starts late still ends below where it began", () => {
  const late = { ...limits, startPercent: 95 };
  expect(pressureLevel({ waiting: 890, memoryPercent: 0 }, late, "full")).toBe("high");
  expect(pressureLevel({ waiting: 854, memoryPercent: 0 }, late, "high")).toBe("calm");
});
