import { createLedgerStore } from "@postlane/ledger";
import { freshProgress, type LaneKey } from "@postlane/mail";
import { createLaneContents, createLanes } from "@postlane/queue";
import { createRecordWriter } from "@postlane/records";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { readRecords, startRedisCluster } from "@postlane/testkit";
import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import { type Action, createControl, openSuspensions } from "../src/index.ts";

const LANE: LaneKey = "direct:b.test";
const RELAY: LaneKey = "relay:r";

it("on a Redis Cluster, where ledger, lanes and suspensions lie on different nodes, does the same", async () => {
  const server = await startRedisCluster();
  const redis = openRedis(server.url, "patient", () => {});
  const subscriber = openRedis(server.url, "patient", () => {});
  await waitUntilReady(redis, 10_000);
  const lanes = createLanes({ redis, lockMs: 60_000, shards: 1, onError: () => {} });
  await lanes.ready();
  const ledger = createLedgerStore(redis);
  const contents = createLaneContents(redis);
  const control = createControl({
    ledger,
    lanes,
    contents,
    records: createRecordWriter({ redis, maxLength: 1_000 }),
    reporter: { newMessageId: uuidv7, tell: async (_entry, records) => records },
    rules: () => [],
    relays: () => [{ id: "r", enabled: true }],
    maxConnections: () => 1,
    deleteBody: async () => {},
    now: Date.now,
  });
  const ids = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const messageId = uuidv7();
      const deliveryId = `${messageId}.0`;
      await lanes.enqueue(deliveryId, LANE);
      await ledger.create(
        {
          messageId,
          envelope: { reversePath: "" },
          receivedAtMs: Date.now(),
          sizeBytes: 1,
          spoolRef: `redis:${messageId}`,
        },
        [
          {
            deliveryId,
            domain: "b.test",
            lane: LANE,
            state: "open",
            recipients: [{ address: "a@b.test" }],
            progress: freshProgress(1),
          },
        ],
      );
      return deliveryId;
    }),
  );
  const act = (action: Action) => control.act(ids, { id: uuidv7(), action, by: "ada", reason: "", atMs: Date.now() });
  const claim = (await lanes.claim(LANE, "w:1"))!;
  await contents.freezeWaiting(LANE, "walk");
  expect((await contents.frozen(LANE, "walk", "0")).deliveryIds).toHaveLength(29);
  for (const action of [{ kind: "hold" }, { kind: "release" }, { kind: "move", relayId: "r" }] as const) {
    const results = await act(action);
    // The order before is taken back for the one in hand; every other order waits for it.
    const wanted = action.kind === "release" ? "done" : "after_this_attempt";
    expect(results.map(({ result }) => result)).toEqual(ids.map((id) => (id === claim.deliveryId ? wanted : "done")));
  }
  expect(await lanes.survey(RELAY)).toMatchObject({ waiting: 29 });
  await lanes.postpone(claim, Date.now() + 60_000);
  await control.fulfil(claim.deliveryId, false);
  expect(await lanes.survey(RELAY)).toMatchObject({ waiting: 30 });
  expect(await lanes.survey(LANE)).toMatchObject({ waiting: 0, delayed: 0, active: 0, held: 0 });
  expect((await act({ kind: "cancel" })).every(({ result }) => result === "done")).toBe(true);
  expect(await Promise.all(ids.map((id) => ledger.read(id)))).toEqual(ids.map(() => undefined));
  expect((await readRecords(server.url)).filter(({ kind }) => kind === "cancelled")).toHaveLength(30);

  const suspensions = await openSuspensions({ redis, subscriber, onError: () => {} });
  await suspensions.store.add({ target: { kind: "all" }, reason: "r", by: "ada", sinceMs: 1 });
  await expect.poll(() => suspensions.of(RELAY)?.id).toBe("all");
  suspensions.close();
  await lanes.close();
  redis.disconnect();
  subscriber.disconnect();
  await server.stop();
}, 60_000);
