import { expect, it } from "vitest";
import { countSignals } from "../src/index.ts";

it("counts what comes within half a second as one wish", () => {
  const seen: string[] = [];
  let now = 1000;
  const onSignal = countSignals(
    (signal) => seen.push(`first ${signal}`),
    (signal) => seen.push(`again ${signal}`),
    () => now,
  );
  onSignal("SIGTERM");
  now += 500;
  onSignal("SIGINT");
  expect(seen).toEqual(["first SIGTERM"]);
  now += 1;
  onSignal("SIGINT");
  expect(seen).toEqual(["first SIGTERM", "again SIGINT"]);
});
