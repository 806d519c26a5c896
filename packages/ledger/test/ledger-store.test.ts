import { freshProgress, type LedgerDelivery, type MessageHead, type Wish } from "@postlane/mail";
import { keys, openRedis, waitUntilReady } from "@postlane/redis";
import { startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClaimLost, createLedgerStore, type LedgerStore } from "../src/index.ts";

const server = await startRedis();
const redis = openRedis(server.url, "fail-fast", () => {});
let ledger: LedgerStore;
beforeAll(async () => {
  await waitUntilReady(redis, 5_000);
  ledger = createLedgerStore(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

let count = 0;
async function message(deliveries = 1): Promise<string[]> {
  const messageId = `m${++count}`;
  const head: MessageHead = {
    messageId,
    envelope: { reversePath: "a@x.test" },
    receivedAtMs: 1,
    sizeBytes: 3,
    spoolRef: `redis:${messageId}`,
  };
  const list: LedgerDelivery[] = Array.from({ length: deliveries }, (_, n) => ({
    deliveryId: `${messageId}.${n}`,
    domain: "b.test",
    lane: "direct:b.test",
    state: "open",
    recipients: [{ address: `u${n}@b.test` }],
    progress: freshProgress(1),
  }));
  await redis.set(keys.body(messageId), "abc");
  await ledger.create(head, list);
  return list.map((d) => d.deliveryId);
}

describe("ledger", () => {
  it("gives back what was written", async () => {
    const [id] = await message();
    const entry = await ledger.read(id!);
    expect(entry?.head.envelope.reversePath).toBe("a@x.test");
    expect(entry?.delivery).toMatchObject({
      deliveryId: id,
      lane: "direct:b.test",
      state: "open",
      recipients: [{ address: "u0@b.test" }],
    });
    expect(await ledger.read("none.0")).toBeUndefined();
  });

  it("lets one claim only mark the dot", async () => {
    const [id] = await message();
    expect(await ledger.markDot(id!, "t1")).toBe(true);
    expect(await ledger.markDot(id!, "t1")).toBe(true);
    expect(await ledger.markDot(id!, "t")).toBe(false);
    expect(await ledger.markDot(id!, "t2")).toBe(false);
    expect(await ledger.markDot("none.0", "t1")).toBe(false);
    expect((await ledger.read(id!))?.dot).toMatchObject({ token: "t1" });
  });

  it("takes a mark back only for the claim that made it", async () => {
    const [id] = await message();
    await ledger.markDot(id!, "t1");
    await ledger.unmarkDot(id!, "t2");
    expect(await ledger.markDot(id!, "t2")).toBe(false);
    await ledger.unmarkDot(id!, "t1");
    expect(await ledger.markDot(id!, "t2")).toBe(true);
    await ledger.settle(id!, "t2", "held");
    await ledger.unmarkDot(id!, "t2");
    expect((await ledger.read(id!))?.delivery.state).toBe("held");
  });

  it("refuses to settle another claim's dot, but delivered always holds", async () => {
    const [id] = await message(2);
    await ledger.markDot(id!, "t1");
    expect(await ledger.settle(id!, "t2", "open")).toBe("taken");
    expect(await ledger.settle(id!, "t2", "delivered")).toBe("written");
    expect(await ledger.settle(id!, "t1", "open")).toBe("taken");
    expect(await ledger.markDot(id!, "t1")).toBe(false);
  });

  it("removes ledger and body with the last open delivery, and not before", async () => {
    const [a, b] = await message(2);
    expect(await ledger.settle(a!, "t", "delivered")).toBe("written");
    expect(await ledger.settle(a!, "t", "delivered")).toBe("taken");
    expect(await redis.exists(keys.body(`m${count}`))).toBe(1);
    expect(await ledger.settle(b!, "t", "failed")).toBe("finished");
    expect(await redis.exists(keys.body(`m${count}`), keys.ledger(`m${count}`))).toBe(0);
    expect(await ledger.settle(b!, "t", "failed")).toBe("gone");
  });

  it("keeps what is held from a claim that comes back late, unless it was delivered", async () => {
    const [id] = await message(2);
    await ledger.settle(id!, "t1", "held");
    expect(await ledger.settle(id!, "t2", "open")).toBe("taken");
    expect(await ledger.settle(id!, "t2", "failed")).toBe("taken");
    expect(await ledger.markDot(id!, "t2")).toBe(false);
    expect((await ledger.read(id!))?.delivery.state).toBe("held");
    expect(await ledger.settle(id!, "t1", "delivered")).toBe("written");
  });

  it("takes a claim's own mark off when its dot was not sent", async () => {
    const [id] = await message();
    await ledger.markDot(id!, "t1");
    expect(await ledger.settle(id!, "t1", "open")).toBe("written");
    expect((await ledger.read(id!))?.dot).toBeUndefined();
    expect(await ledger.markDot(id!, "t2")).toBe(true);
  });

  it("hands a dead claim's mark over only as it was read, also when asked twice", async () => {
    const [id] = await message();
    await ledger.markDot(id!, "t1");
    const { raw, sinceMs } = (await ledger.read(id!))!.dot!;
    expect(await ledger.takeOver(id!, "t2", "dot t9 1")).toBe(false);
    expect(await ledger.takeOver("none.0", "t2", raw)).toBe(false);
    expect(await ledger.takeOver(id!, "t2", raw)).toBe(true);
    expect(await ledger.takeOver(id!, "t2", raw)).toBe(true);
    expect(await ledger.takeOver(id!, "t3", raw)).toBe(false);
    expect((await ledger.read(id!))?.dot).toMatchObject({ token: "t2", sinceMs });
    expect(await ledger.settle(id!, "t1", "open")).toBe("taken");
    expect(await ledger.settle(id!, "t2", "open")).toBe("written");
  });

  it("keeps the reports of the first claim that has them, and lets it say so again", async () => {
    const [id] = await message();
    const { delivery } = (await ledger.read(id!))!;
    const due = (messageId: string) => [{ messageId, kind: "failure" as const, atMs: 1, groups: [] }];
    const first = { ...delivery, recipients: [], reports: { due: due("r1"), end: "failed" as const } };
    expect(await ledger.settle(id!, "t1", "open", first)).toBe("written");
    expect(await ledger.settle(id!, "t1", "open", first)).toBe("written");
    expect(await ledger.settle(id!, "t2", "open", { ...first, reports: { due: due("r2"), end: "failed" } })).toBe(
      "taken",
    );
    expect((await ledger.read(id!))?.delivery).toMatchObject({ recipients: [], reports: first.reports });
    // An order for it waits: what is reported must not be undone.
    expect(await ledger.wish(id!, { id: "w1", action: "cancel", by: "ann", reason: "", atMs: 1 }, "any")).toBe("noted");
    expect(await ledger.takeWish(id!, "w1")).toBe(false);
    expect(await ledger.settle(id!, "t1", "open", delivery)).toBe("written");
    expect((await ledger.read(id!))?.delivery.reports).toBeUndefined();
    expect(await ledger.takeWish(id!, "w1")).toBe(true);
  });

  it("makes a message handed in again only once, also when it is finished by then", async () => {
    const head: MessageHead = {
      messageId: "once",
      envelope: { reversePath: "" },
      receivedAtMs: 1,
      sizeBytes: 3,
      spoolRef: "redis:once",
    };
    const [delivery] = [
      {
        deliveryId: "once.0",
        domain: "b.test",
        lane: "direct:b.test" as const,
        state: "open" as const,
        recipients: [{ address: "u@b.test" }],
        progress: freshProgress(1),
      },
    ];
    await redis.set(keys.body("once"), "abc");
    await ledger.createOnce(head, [delivery!]);
    expect(await ledger.markDot("once.0", "t1")).toBe(true);
    await ledger.createOnce(head, [delivery!]);
    expect((await ledger.read("once.0"))?.dot).toMatchObject({ token: "t1" });
    expect(await ledger.settle("once.0", "t1", "delivered")).toBe("finished");
    await redis.set(keys.body("once"), "abc");
    await ledger.createOnce(head, [delivery!]);
    expect(await redis.exists(keys.ledger("once"), keys.body("once"))).toBe(0);
    expect(await redis.pttl(keys.made("once"))).toBeGreaterThan(3_600_000);
  });
});

describe("a wish", () => {
  const wish = (id: string, action: Wish["action"] = "cancel"): Wish => ({
    id,
    action,
    by: "ada",
    reason: "",
    atMs: 1,
  });

  it("is noted, taken and fulfilled once; while it is taken nothing else is written down", async () => {
    const [id, other] = (await message(2)) as [string, string];
    expect(await ledger.wish(id, wish("w1"), "any")).toBe("noted");
    expect((await ledger.read(id))?.delivery.wish).toEqual(wish("w1"));
    expect(await ledger.takeWish(id, "w2")).toBe(false);
    expect(await ledger.takeWish(id, "w1")).toBe(true);
    expect(await ledger.takeWish(id, "w1")).toBe(true);
    expect(await ledger.wish(id, wish("w2"), "any")).toBe("busy");
    expect(await ledger.read(id)).toMatchObject({ wishTaken: true, delivery: { state: "held" } });
    expect(await ledger.markDot(id, "t1")).toBe(false);
    expect(await ledger.settle(id, "t1", "open")).toBe("taken");
    await ledger.dropWish(id, "w1");
    expect(await ledger.fulfilWish(id, "w2", { state: "failed" })).toBeUndefined();
    expect(await ledger.fulfilWish(id, "w1", { state: "failed" })).toBe("written");
    expect(await ledger.fulfilWish(id, "w1", { state: "failed" })).toBeUndefined();
    expect(await ledger.fulfilled(id)).toBe("w1");
    await ledger.wish(other, wish("w3"), "any");
    await ledger.takeWish(other, "w3");
    expect(await ledger.fulfilWish(other, "w3", { state: "failed" })).toBe("finished");
    expect(await redis.exists(keys.ledger(id.split(".")[0]!), keys.body(id.split(".")[0]!))).toBe(0);
    expect(await ledger.read(other)).toBeUndefined();
    expect(await ledger.fulfilled(other)).toBe("w3");
  });

  it("is not taken while the final dot may have been sent, and is void when it ends", async () => {
    const [id] = (await message(2)) as [string];
    await ledger.markDot(id, "t1");
    expect(await ledger.wish(id, wish("w1"), "open")).toBe("noted");
    expect(await ledger.takeWish(id, "w1")).toBe(false);
    await ledger.settle(id, "t1", "delivered");
    expect((await ledger.read(id))?.delivery.wish).toBeUndefined();
    expect(await ledger.takeWish(id, "w1")).toBe(false);
    expect(await ledger.wish(id, wish("w2"), "any")).toBe("ended");
  });

  it("gives way to a later one, is withdrawn by a release, and fits its state only", async () => {
    const [id] = (await message()) as [string];
    expect(await ledger.wish(id, wish("w1", "release"), "held")).toBe("misfit");
    await ledger.wish(id, wish("w1"), "any");
    await ledger.wish(id, wish("w2", "hold"), "open");
    expect(await ledger.takeWish(id, "w1")).toBe(false);
    expect(await ledger.wish(id, wish("w3", "release"), "held")).toBe("withdrawn");
    expect((await ledger.read(id))?.delivery.wish).toBeUndefined();
    const hold = { reason: "r", sinceMs: 5, uncertain: true };
    await ledger.settle(id, "t1", "held", undefined, hold);
    expect(await ledger.wish(id, wish("w4", "hold"), "open")).toBe("misfit");
    expect((await ledger.readMessage(id.split(".")[0]!))?.deliveries[0]).toMatchObject({ state: "held", hold });
  });
});

describe("a message whose submission may be repeated", () => {
  const head = (messageId: string): MessageHead => ({
    messageId,
    envelope: { reversePath: "a@x.test" },
    receivedAtMs: 1,
    sizeBytes: 3,
    spoolRef: `redis:${messageId}`,
  });
  const deliveries = (messageId: string): LedgerDelivery[] => [
    {
      deliveryId: `${messageId}.0`,
      domain: "b.test",
      lane: "direct:b.test",
      state: "open",
      recipients: [{ address: "u@b.test" }],
      progress: freshProgress(1),
    },
  ];
  const create = (messageId: string) => ledger.createClaimed(head(messageId), deliveries(messageId), 60);

  it("is committed once: what comes late or twice does not bring it back", async () => {
    await create("r1");
    expect(await ledger.settle("r1.0", "t", "delivered")).toBe("finished");
    await create("r1");
    expect(await ledger.readMessage("r1")).toBeUndefined();
    expect(await ledger.settleClaim("r1", 60)).toBe(true);
  });

  it("is taken back, and never committed again, unless somebody was told of it", async () => {
    await create("r2");
    expect(await ledger.remove("r2")).toBe(true);
    expect(await ledger.readMessage("r2")).toBeUndefined();
    await expect(create("r2")).rejects.toThrow(ClaimLost);
    expect(await ledger.settleClaim("r2", 60)).toBe(false);
    await create("r3");
    expect(await ledger.settleClaim("r3", 60)).toBe(true);
    expect(await ledger.remove("r3")).toBe(false);
    expect((await ledger.readMessage("r3"))?.deliveries).toHaveLength(1);
  });

  it("that was given up cannot be committed any more", async () => {
    expect(await ledger.settleClaim("r4", 60)).toBe(false);
    await expect(create("r4")).rejects.toThrow(ClaimLost);
    expect(await ledger.readMessage("r4")).toBeUndefined();
    expect(await redis.ttl(keys.messageMark("r4"))).toBeGreaterThan(50);
  });

  it("without deliveries leaves its mark alone", async () => {
    await ledger.createClaimed(head("r5"), [], 60);
    expect(await ledger.readMessage("r5")).toBeUndefined();
    expect(await ledger.settleClaim("r5", 60)).toBe(true);
  });
});
