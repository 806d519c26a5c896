import { expect, it } from "vitest";
import { createLaneSpeeds } from "../src/lane-speeds.ts";

it("tells the first time of a lane at once, then its moving average once a second", () => {
  let now = 0;
  const told: [string, number][] = [];
  const speeds = createLaneSpeeds(
    (lane, ms) => void told.push([lane, ms]),
    () => now,
  );
  speeds.observe("direct:a.test", 100);
  speeds.observe("direct:b.test", 5);
  now = 999;
  speeds.observe("direct:a.test", 200);
  now = 1_000;
  speeds.observe("direct:a.test", 20);
  expect(told).toEqual([
    ["direct:a.test", 100],
    ["direct:b.test", 5],
    ["direct:a.test", 100],
  ]);
});
