import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { countDelivery, startBusyTime, takeBusyTime, uncounted } from "../src/busy-time.ts";

it("counts the time up to the last delivery settled, without pauses; the rest counts with the next", async () => {
  const busy = startBusyTime(performance.now());
  expect(takeBusyTime(busy)).toBeUndefined();
  await sleep(40);
  await uncounted(busy, () => sleep(200));
  await sleep(40);
  countDelivery(busy);
  await sleep(60);
  const first = takeBusyTime(busy)!;
  expect(first.deliveries).toBe(1);
  expect(first.ms).toBeGreaterThan(75);
  expect(first.ms).toBeLessThan(140);
  expect(takeBusyTime(busy)).toBeUndefined();
  countDelivery(busy);
  const second = takeBusyTime(busy)!;
  expect(second.ms).toBeGreaterThan(55);
  expect(second.ms).toBeLessThan(120);
});

it("runs on when the wait ends in an error", async () => {
  const busy = startBusyTime(performance.now());
  await expect(uncounted(busy, () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  await sleep(30);
  countDelivery(busy);
  expect(takeBusyTime(busy)!.ms).toBeGreaterThan(25);
});
