import type { LaneKey } from "@postlane/mail";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLaneContents, createLanes, type LaneContents, type LanePart, type Lanes } from "../src/index.ts";

const LANE: LaneKey = "direct:b.test";
let server: RedisServer;
let redis: RedisClient;
let lanes: Lanes;
let contents: LaneContents;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  lanes = createLanes({ redis, lockMs: 60_000, shards: 1, onError: () => {} });
  await lanes.ready();
  contents = createLaneContents(redis);
});
afterAll(async () => {
  await lanes.close();
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

const ids = (count: number, prefix = "d"): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
async function fill(names: readonly string[], dueAtMs = 0): Promise<void> {
  for (const name of names) await lanes.enqueue(name, LANE, dueAtMs);
}
async function all(read: (cursor: string) => Promise<LanePart>): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined = "0"; cursor !== undefined;) {
    const part: LanePart = await read(cursor);
    found.push(...part.deliveryIds);
    cursor = part.next;
  }
  return found;
}

describe("forget", () => {
  it("takes out what is due or waits, wherever it lies, and leaves what a session has in hand", async () => {
    await fill(ids(1_000));
    await fill(ids(3, "later"), Date.now() + 60_000);
    const claim = await lanes.claim(LANE, "w:1");
    expect(claim?.deliveryId).toBe("d0");
    expect(await contents.isClaimed("d0", LANE)).toBe(true);
    expect(await contents.isClaimed("d1", LANE)).toBe(false);
    expect(await contents.forget(["d0", "d1", "d500", "d999", "later1", "unknown"], LANE)).toBe(4);
    expect(await lanes.survey(LANE)).toMatchObject({ waiting: 996, delayed: 2, active: 1 });
    for (const gone of ["d1", "d500", "d999", "later1"])
      expect(await redis.exists(`${keys.lanePrefix(LANE)}:lane:${gone}`)).toBe(0);
    expect((await lanes.complete(claim!, true))?.deliveryId).toBe("d2");
  });

  it("leaves a place that can be taken again", async () => {
    await fill(["d"], Date.now() + 60_000);
    await contents.forget(["d"], LANE);
    await lanes.enqueue("d", LANE);
    expect((await lanes.claim(LANE, "w:1"))?.deliveryId).toBe("d");
  });
});

describe("makeDue", () => {
  it("makes due what waits for a later time, and nothing else", async () => {
    await fill(["now"]);
    await fill(["later"], Date.now() + 60_000);
    expect(await lanes.makeDue("later", LANE)).toBe(true);
    expect(await lanes.makeDue("later", LANE)).toBe(false);
    expect(await lanes.makeDue("now", LANE)).toBe(false);
    expect(await lanes.makeDue("unknown", LANE)).toBe(false);
    const first = (await lanes.claim(LANE, "w:1"))!;
    expect([first.deliveryId, (await lanes.complete(first, true))?.deliveryId]).toEqual(["now", "later"]);
  });
});

describe("going through a lane", () => {
  it("names everything that was due when it was laid down, oldest first, whatever comes and goes meanwhile", async () => {
    await fill(ids(250));
    await contents.freezeWaiting(LANE, "walk");
    await contents.forget(ids(30), LANE);
    await fill(ids(5, "new"));
    expect(await all((cursor) => contents.frozen(LANE, "walk", cursor))).toEqual(ids(250));
    await contents.thaw(LANE, "walk");
    expect(await all((cursor) => contents.frozen(LANE, "walk", cursor))).toEqual([]);
  });

  it("lays nothing down of an empty lane, not even what an earlier walk left", async () => {
    await fill(["d"]);
    await contents.freezeWaiting(LANE, "walk");
    await contents.forget(["d"], LANE);
    await contents.freezeWaiting(LANE, "walk");
    expect(await all((cursor) => contents.frozen(LANE, "walk", cursor))).toEqual([]);
  });

  it("names everything that waits for a later time, is in hand, or is held", async () => {
    await fill(ids(300), Date.now() + 60_000);
    expect(new Set(await all((cursor) => contents.delayed(LANE, cursor)))).toEqual(new Set(ids(300)));
    await fill(["due"]);
    await lanes.claim(LANE, "w:1");
    expect(await contents.active(LANE)).toEqual({ deliveryIds: ["due"] });
    for (const id of ids(150)) await contents.noteHeld(id, LANE, 1);
    await contents.dropHeld("d7", LANE);
    expect(new Set(await all((cursor) => contents.held(LANE, cursor)))).toEqual(
      new Set(ids(150).filter((id) => id !== "d7")),
    );
  });
});

it("remembers what waits aside, by lane and domain", async () => {
  const relay: LaneKey = "relay:r";
  for (const id of ids(130)) await contents.noteAside(id, relay, "a.test");
  await contents.noteAside("other", relay, "b.test");
  const seen = new Set<string>();
  for (
    let some = await contents.aside(relay, "a.test");
    some.length > 0;
    some = await contents.aside(relay, "a.test")
  ) {
    for (const id of some) seen.add(id);
    await contents.dropAside(some, relay, "a.test");
  }
  expect(seen).toEqual(new Set(ids(130)));
  expect(await contents.aside(relay, "b.test")).toEqual(["other"]);
});
