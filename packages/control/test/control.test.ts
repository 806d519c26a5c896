import { createLedgerStore, type LedgerStore } from "@postlane/ledger";
import { freshProgress, type LaneKey, type LogRecord, type MessageHead } from "@postlane/mail";
import { type Claim, createLaneContents, createLanes, type LaneContents, type Lanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, readRecords, startRedis } from "@postlane/testkit";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Action, type Control, createControl, type Order } from "../src/index.ts";

const LANE: LaneKey = "direct:b.test";
const RELAY: LaneKey = "relay:r";

let server: RedisServer;
let redis: RedisClient;
let lanes: Lanes;
let ledger: LedgerStore;
let contents: LaneContents;
let control: Control;
let deletedBodies: string[];

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  lanes = createLanes({ redis, lockMs: 60_000, shards: 1, onError: () => {} });
  await lanes.ready();
  ledger = createLedgerStore(redis);
  contents = createLaneContents(redis);
  control = createControl({
    ledger,
    lanes,
    contents,
    records: createRecordWriter({ redis, maxLength: 10_000 }),
    reporter: { newMessageId: uuidv7, tell: async (_entry, records) => records },
    rules: () => [{ domain: "never.test", relayAttempts: 0 }],
    relays: () => [
      { id: "r", enabled: true },
      { id: "off", enabled: false },
    ],
    maxConnections: () => 1,
    deleteBody: async (ref) => void deletedBodies.push(ref),
    now: Date.now,
  });
});
afterAll(async () => {
  await lanes.close();
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  deletedBodies = [];
});

interface Accepting {
  readonly lane?: LaneKey;
  readonly domain?: string;
  readonly dueAtMs?: number;
  readonly deliveries?: number;
}

/** @returns id of its first delivery */
async function accept({
  lane = LANE,
  domain = "b.test",
  dueAtMs = 0,
  deliveries = 1,
}: Accepting = {}): Promise<string> {
  const messageId = uuidv7();
  const head: MessageHead = {
    messageId,
    envelope: { reversePath: "s@a.test" },
    receivedAtMs: Date.now(),
    sizeBytes: 1,
    spoolRef: `file:${messageId}`,
  };
  const all = Array.from({ length: deliveries }, (_, n) => ({
    deliveryId: `${messageId}.${n}`,
    domain,
    lane,
    state: "open" as const,
    recipients: [{ address: `r${n}@${domain}` }],
    progress: freshProgress(Date.now()),
  }));
  for (const { deliveryId } of all) await lanes.enqueue(deliveryId, lane, dueAtMs);
  await ledger.create(head, all);
  return `${messageId}.0`;
}

const order = (kind: Exclude<Action["kind"], "move"> | `move ${string}`): Order => ({
  id: uuidv7(),
  action: kind.startsWith("move ") ? { kind: "move", relayId: kind.slice(5) } : ({ kind } as Action),
  by: "ada",
  reason: "because",
  atMs: Date.now(),
});
const act = async (id: string, kind: Parameters<typeof order>[0]) => (await control.act([id], order(kind)))[0]!;
const state = async (id: string) => (await ledger.read(id))?.delivery.state;
/** Where the delivery lies: `wait`, `delayed`, `active` of a lane. */
async function places(id: string): Promise<string[]> {
  const found: string[] = [];
  for (const lane of [LANE, RELAY]) {
    const key = (ending: string): string => `${keys.lanePrefix(lane)}:lane:${ending}`;
    if ((await redis.lrange(key("wait"), 0, -1)).includes(id)) found.push(`${lane} wait`);
    if ((await redis.zscore(key("delayed"), id)) !== null) found.push(`${lane} delayed`);
    if ((await redis.lrange(key("active"), 0, -1)).includes(id)) found.push(`${lane} active`);
  }
  return found;
}
async function told(): Promise<LogRecord[]> {
  return readRecords(server.url);
}

describe("a delivery that waits", () => {
  it("is cancelled for good, with a record that names who and why, and its body goes", async () => {
    const id = await accept();
    expect(await act(id, "cancel")).toEqual({ deliveryId: id, result: "done" });
    expect(await ledger.read(id)).toBeUndefined();
    expect(await places(id)).toEqual([]);
    expect(deletedBodies).toHaveLength(1);
    expect(await told()).toMatchObject([
      { kind: "cancelled", deliveryId: id, recipients: ["r0@b.test"], by: "ada", detail: "because", lane: LANE },
    ]);
    expect(await act(id, "cancel")).toMatchObject({ result: "not_possible", detail: "it has ended already" });
  });

  it("is cancelled alone: the message's other deliveries stay", async () => {
    const id = await accept({ deliveries: 2 });
    await act(id, "cancel");
    expect(await state(id)).toBe("failed");
    expect(await state(id.replace(/0$/, "1"))).toBe("open");
    expect(deletedBodies).toEqual([]);
  });

  it("is held beside its lane and released into it, due at once, its time held not counted", async () => {
    const id = await accept({ dueAtMs: Date.now() + 60_000 });
    expect((await act(id, "hold")).result).toBe("done");
    expect(await state(id)).toBe("held");
    expect(await places(id)).toEqual([]);
    expect(await lanes.survey(LANE)).toMatchObject({ held: 1, waiting: 0, delayed: 0 });
    const message = await ledger.readMessage(id.slice(0, -2));
    expect(message?.deliveries[0]?.hold).toMatchObject({ by: "ada", reason: "because" });
    for (const kind of ["hold", "retry", "move r", "assume_delivered"] as const)
      expect(await act(id, kind)).toMatchObject({ result: "not_possible" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await act(id, "release")).result).toBe("done");
    expect(await places(id)).toEqual([`${LANE} wait`]);
    expect((await lanes.survey(LANE)).held).toBe(0);
    const entry = await ledger.read(id);
    expect(entry?.delivery).toMatchObject({ state: "open", lane: LANE });
    expect(entry?.delivery.progress.heldMs).toBeGreaterThanOrEqual(50);
    expect((await told()).map(({ kind, by }) => [kind, by])).toEqual([
      ["held", "ada"],
      ["released", "ada"],
    ]);
    expect(await act(id, "release")).toMatchObject({ result: "not_possible", detail: "it is not held" });
  });

  it("is cancelled while it is held", async () => {
    const id = await accept();
    await act(id, "hold");
    expect((await act(id, "cancel")).result).toBe("done");
    expect(await ledger.read(id)).toBeUndefined();
    expect((await lanes.survey(LANE)).held).toBe(0);
  });

  it("is moved to a relay's lane, where the route plan goes on", async () => {
    const id = await accept({ dueAtMs: Date.now() + 60_000 });
    expect((await act(id, "move r")).result).toBe("done");
    expect(await places(id)).toEqual([`${RELAY} wait`]);
    const { lane, progress } = (await ledger.read(id))!.delivery;
    expect({ lane, progress }).toMatchObject({
      lane: RELAY,
      progress: { attempts: 0, directAttempts: 8, relayAttempts: 0 },
    });
    expect(await told()).toMatchObject([{ kind: "rerouted", lane: LANE, nextLane: RELAY, by: "ada" }]);
  });

  it.each([
    ["move gone", "b.test", "relay gone is gone or switched off"],
    ["move off", "b.test", "relay off is gone or switched off"],
    ["move r", "never.test", "rule never.test allows no attempts by relay"],
  ] as const)("refuses to %s for %s", async (kind, domain, detail) => {
    const id = await accept({ domain });
    expect(await act(id, kind)).toEqual({ deliveryId: id, result: "not_possible", detail });
    expect((await ledger.read(id))?.delivery).toMatchObject({ state: "open", lane: LANE });
    expect((await ledger.read(id))?.delivery.wish).toBeUndefined();
  });

  it("is due now when it is to be tried again", async () => {
    const id = await accept({ dueAtMs: Date.now() + 60_000 });
    expect((await act(id, "retry")).result).toBe("done");
    expect(await places(id)).toEqual([`${LANE} wait`]);
    expect((await act(id, "retry")).result).toBe("done");
    expect(await places(id)).toEqual([`${LANE} wait`]);
  });

  it("foresees without changing anything", async () => {
    const [waiting, held, inHand] = [await accept(), await accept(), await accept()];
    await act(held!, "hold");
    const before = await told();
    const claim = await lanes.claim(LANE, "w:1");
    expect(claim?.deliveryId).toBe(waiting);
    const ids = [waiting!, held!, inHand!, "nothing.0"];
    const foreseen = async (kind: Parameters<typeof order>[0]) =>
      (await control.foresee(ids, order(kind))).map(({ result }) => result);
    expect(await foreseen("cancel")).toEqual(["after_this_attempt", "done", "done", "not_possible"]);
    expect(await foreseen("release")).toEqual(["not_possible", "done", "not_possible", "not_possible"]);
    expect(await foreseen("retry")).toEqual(["done", "not_possible", "done", "not_possible"]);
    expect(await told()).toEqual(before);
    expect((await ledger.read(inHand!))?.delivery.wish).toBeUndefined();
  });
});

/** What a session does with a delivery, as services/worker does it. */
async function claim(): Promise<Claim> {
  return (await lanes.claim(LANE, "w:1"))!;
}
async function defer(claimed: Claim): Promise<void> {
  const { domain, lane, recipients, progress } = (await ledger.read(claimed.deliveryId))!.delivery;
  await ledger.settle(claimed.deliveryId, claimed.token, "open", {
    domain,
    lane,
    recipients,
    progress: { ...progress, attempts: 1 },
  });
  await lanes.postpone(claimed, Date.now() + 60_000);
  await control.fulfil(claimed.deliveryId, false);
}

describe("a delivery in a session's hand", () => {
  describe.each(["cancel", "hold", "move r"] as const)("%s", (kind) => {
    const after = async (id: string) => {
      const delivery = (await ledger.read(id))?.delivery;
      return [delivery?.state, delivery?.lane, await places(id)];
    };
    const wanted: Record<typeof kind, unknown[]> = {
      cancel: [undefined, undefined, []],
      hold: ["held", LANE, []],
      "move r": ["open", RELAY, [`${RELAY} wait`]],
    };

    it.each(["before the dot", "after the dot"])(
      "comes true when the attempt %s ends without delivering",
      async (when) => {
        const id = await accept();
        const claimed = await claim();
        if (when === "after the dot") await ledger.markDot(id, "w:1");
        expect((await act(id, kind)).result).toBe("after_this_attempt");
        // Nothing is torn: the attempt may still send its dot.
        expect(await ledger.markDot(id, "w:1")).toBe(true);
        await defer(claimed);
        expect(await after(id)).toEqual(wanted[kind]);
      },
    );

    it("is void when the attempt delivers", async () => {
      const id = await accept({ deliveries: 2 });
      const claimed = await claim();
      await ledger.markDot(id, "w:1");
      expect((await act(id, kind)).result).toBe("after_this_attempt");
      await ledger.settle(id, "w:1", "delivered");
      await lanes.complete(claimed, false);
      expect((await ledger.read(id))?.delivery).toMatchObject({ state: "delivered" });
      expect((await ledger.read(id))?.delivery.wish).toBeUndefined();
      await control.fulfil(id, false);
      expect(await told()).toEqual([]);
    });

    it("comes true at once when the session has not begun", async () => {
      const id = await accept();
      const claimed = await claim();
      expect((await act(id, kind)).result).toBe("after_this_attempt");
      // What prepareDelivery does when it reads a wish.
      await control.fulfil(id, true);
      await lanes.complete(claimed, false);
      await control.left(id, LANE);
      expect(await after(id)).toEqual(wanted[kind]);
      if (kind !== "move r") expect(await ledger.markDot(id, "w:1")).toBe(false);
    });

    it("cannot be torn by a claim whose lock ran out: it may not send its dot any more", async () => {
      const id = await accept();
      await claim();
      await redis.del(`${keys.lanePrefix(LANE)}:lane:${id}:lock`);
      expect((await act(id, kind)).result).toBe("done");
      if (kind !== "move r") expect(await ledger.markDot(id, "w:1")).toBe(false);
    });

    it("waits when a dead worker's dot may have been sent", async () => {
      const id = await accept();
      await claim();
      await ledger.markDot(id, "w:1");
      await redis.del(`${keys.lanePrefix(LANE)}:lane:${id}:lock`);
      expect((await act(id, kind)).result).toBe("after_this_attempt");
      expect(await state(id)).toBe("dot");
    });
  });

  it("follows the last of several orders; a release takes them back", async () => {
    const id = await accept();
    const claimed = await claim();
    await act(id, "cancel");
    await act(id, "hold");
    expect(await act(id, "release")).toMatchObject({ result: "done", detail: expect.stringContaining("withdrawn") });
    await defer(claimed);
    expect(await state(id)).toBe("open");
    expect(await places(id)).toEqual([`${LANE} delayed`]);
  });

  it("is put back when it was wanted there again at the moment it left", async () => {
    const id = await accept();
    await act(id, "hold");
    // A pointer that stayed behind, as after a crash, and is in a session's hand when the delivery is released.
    await lanes.enqueue(id, LANE);
    const claimed = await claim();
    expect((await act(id, "release")).result).toBe("done");
    await lanes.complete(claimed, false);
    await control.left(id, LANE);
    expect(await places(id)).toEqual([`${LANE} wait`]);
  });
});

describe("an uncertain delivery that is held", () => {
  async function uncertain(): Promise<string> {
    const id = await accept();
    const claimed = await claim();
    await ledger.markDot(id, "w:1");
    await ledger.settle(id, "w:1", "held", undefined, { reason: "worker died", sinceMs: Date.now(), uncertain: true });
    await contents.noteHeld(id, LANE, Date.now());
    await lanes.complete(claimed, false);
    return id;
  }

  it.each([
    ["release", "open", "released"],
    ["cancel", undefined, "cancelled"],
    ["assume_delivered", undefined, "delivered"],
  ] as const)("%s", async (kind, expected, record) => {
    const id = await uncertain();
    expect((await act(id, kind)).result).toBe("done");
    expect(await state(id)).toBe(expected);
    expect(await told()).toMatchObject([{ kind: record, by: "ada" }]);
    expect((await told())[0]?.uncertain).toBe(kind === "assume_delivered" ? true : undefined);
  });
});

describe("an api that dies in the middle", () => {
  const stages = ["noted", "taken", "prepared"] as const;
  it.each(stages.flatMap((stage) => (["cancel", "hold", "move r"] as const).map((kind) => [kind, stage] as const)))(
    "%s: %s; the next one who meets the delivery goes on, and it is told once",
    async (kind, stage) => {
      const id = await accept();
      const { id: wishId, atMs } = order(kind);
      const action = kind === "move r" ? "move" : kind;
      await ledger.wish(id, { id: wishId, action, relayId: "r", by: "ada", reason: "because", atMs }, "any");
      if (stage !== "noted") await ledger.takeWish(id, wishId);
      if (stage === "prepared" && kind === "move r") await lanes.enqueue(id, RELAY);
      const lane = stage === "prepared" && kind === "move r" ? RELAY : LANE;
      const claimed = (await lanes.claim(lane, "w:9"))!;
      expect(claimed.deliveryId).toBe(id);
      await control.fulfil(id, true);
      await control.fulfil(id, true);
      const now = (await ledger.read(id))?.delivery;
      expect([now?.state, now?.lane]).toEqual(
        { cancel: [undefined, undefined], hold: ["held", LANE], "move r": ["open", RELAY] }[kind],
      );
      expect(await told()).toHaveLength(1);
    },
  );
});

describe("a rush of orders", () => {
  it("leaves every delivery where its ledger says, in one place, and none lost", async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => accept()));
    const kinds = ["hold", "release", "move r", "hold", "release", "retry"] as const;
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => control.act(ids, order(kinds[i % kinds.length]!))),
    );
    expect(answers.flat().some(({ result }) => result === "done")).toBe(true);
    for (const id of ids) {
      const { state: now, lane, wish } = (await ledger.read(id))!.delivery;
      expect(wish).toBeUndefined();
      if (now === "held") expect(await redis.zscore(keys.laneHeld(lane), id)).not.toBeNull();
      else expect(await places(id)).toContain(`${lane} wait`);
    }
  }, 60_000);
});
