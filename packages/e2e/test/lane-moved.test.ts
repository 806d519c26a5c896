import { mailTo, type Receiver, startReceiver } from "@postlane/testkit";
import { afterAll, expect, test } from "vitest";
import { arrivals, expectEachOnce, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const MAILS = 5_000;
let relay: Receiver;
afterAll(() => relay?.stop());
const postlane = usePostlane(async () => {
  await relay?.stop();
  relay = await startReceiver({ host: "127.0.2.1", keep: "nothing" });
  const { host, port } = relay;
  return {
    rules: [quickRule({ maxConnections: 4 })],
    relays: [{ id: "r", host, port, tls: "none" as const, maxConnections: 10, maxContinuous: 0 }],
    workers: 2,
    api: true,
  };
});

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly counted: number;
  readonly done: number;
  readonly after_this_attempt: number;
}

test("a lane of 5,000 moved to a relay while workers send from it: each arrives once, here or there", async () => {
  // A server that refuses to be quick: in its pace the lane would take minutes; and hours, until the move begins.
  let delayMs = 1_000;
  const sink = await postlane().domain("b.test", "127.0.1.1", {
    keep: "nothing",
    script: (event) => (event.step === "data-end" ? { delayMs } : undefined),
  });
  const mails = Array.from({ length: MAILS }, () => mailTo("a@b.test"));
  const sent = await postlane().sendAll(mails, { connections: 20 });
  expect(sent.every(({ ok }) => ok)).toBe(true);

  const order = { action: "move", relay: "r", reason: "too slow" };
  const dry = await postlane().callApi("POST", "/v1/lanes/direct:b.test/actions", { ...order, dry_run: true });
  const already = sink.accepted().length;
  const read = async (id: string) => (await postlane().callApi("GET", `/v1/operations/${id}`)).body as Operation;
  let seen = dry.body as Operation;
  await waitUntil("the dry run ends", async () => (seen = await read(seen.id)).state === "finished");
  expect(seen.counted).toBeGreaterThan(MAILS - already - 500);
  expect(relay.accepted()).toHaveLength(0);

  delayMs = 40;
  const going = sink.accepted().length + 8;
  await waitUntil("they send from it", () => sink.accepted().length >= going);
  const startedAt = Date.now();
  const answer = await postlane().callApi("POST", "/v1/lanes/direct:b.test/actions", order);
  let moved = answer.body as Operation;
  await waitUntil("the move ends", async () => (moved = await read(moved.id)).state === "finished", 90_000);
  console.log(
    `moved ${moved.done} of ${moved.counted} in ${Date.now() - startedAt} ms, ${moved.after_this_attempt} in hand`,
  );
  await waitUntil("all arrive", () => sink.accepted().length + relay.accepted().length >= MAILS, 90_000);
  expectEachOnce(
    mails.map(({ id }) => id),
    sink,
    relay,
  );
  const direct = arrivals(sink).size;
  expect(relay.accepted().length).toBe(MAILS - direct);
  expect(moved.done).toBeGreaterThan(MAILS / 2);
  // Nothing stays behind in the lane, not even a pointer to what has gone.
  await expect
    .poll(async () => (await postlane().callApi("GET", "/v1/lanes/direct:b.test")).body)
    .toMatchObject({ waiting: 0, delayed: 0, active: 0 });
}, 300_000);
