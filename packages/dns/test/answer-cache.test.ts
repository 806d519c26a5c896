import { expect, test } from "vitest";
import { createAnswerCache } from "../src/answer-cache.ts";

test("holds no more than it may: the oldest answers go", async () => {
  const cache = createAnswerCache<number>(3, () => 0);
  let asked = 0;
  const get = (key: string) => cache.get(key, async () => ({ answer: ++asked, ttlSeconds: 10 }));
  for (const key of ["a", "b", "c", "d"]) await get(key);
  expect(await get("d")).toBe(4);
  expect(await get("b")).toBe(2);
  expect(await get("a")).toBe(5);
});

test("a question that throws is asked again", async () => {
  const cache = createAnswerCache<number>(3, () => 0);
  await expect(cache.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await cache.get("a", async () => ({ answer: 1, ttlSeconds: 1 }))).toBe(1);
});
