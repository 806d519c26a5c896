import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RECORD_KINDS } from "@postlane/mail";
import { createRecordTail, createRecordWriter, type RecordTail } from "@postlane/records";
import { keys, openRedis, type RedisClient, waitUntilReady } from "@postlane/redis";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { liveRoutes } from "../src/messages/live-routes.ts";
import { buildRecord, newId, until } from "./log-fixture.ts";
import { startTestApi, type TestApi, TOKEN } from "./start-test-api.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const PLACES = 12;
let server: RedisServer;
let blocking: RedisClient;
let tail: RecordTail;
let api: TestApi;
let feeds: AbortController[] = [];

beforeAll(async () => {
  server = await startRedis();
});
/** A busy machine may keep a follower from reading for a while: only one that never reads gets little time. */
async function start(stallMs = 20_000): Promise<void> {
  blocking = openRedis(server.url, "patient", () => {});
  await waitUntilReady(blocking, 5_000);
  api = await startTestApi(server.url, null, (redis) => {
    tail = createRecordTail({ blocking, redis, blockMs: 50, onError: () => {} });
    return [liveRoutes({ tail, maxFollowers: PLACES, heartbeatMs: 100, stallMs })];
  });
}
async function stop(): Promise<void> {
  for (const feed of feeds) feed.abort();
  feeds = [];
  await api.close();
  await tail.close();
  blocking.disconnect();
}
beforeEach(() => start());
afterEach(stop);
afterAll(() => server.stop());

interface Event {
  readonly event: string;
  readonly id: string;
  readonly data: { readonly id: string; readonly subject?: string };
}

interface Feed {
  readonly response: Response;
  readonly events: Event[];
  readonly heartbeats: () => number;
  /** The last id that came, with an event or without. */
  readonly lastId: () => string | undefined;
  readonly ended: () => boolean;
  readonly abort: () => void;
}

/** Reads a feed as a browser's EventSource would. */
async function follow(query = "", headers: Record<string, string> = {}): Promise<Feed> {
  const controller = new AbortController();
  feeds.push(controller);
  const response = await fetch(`${api.url}/v1/records/live${query}`, {
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    signal: controller.signal,
  });
  const events: Event[] = [];
  let heartbeats = 0;
  let lastId: string | undefined;
  let ended = false;
  const read = async () => {
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop()!;
      for (const block of blocks) {
        if (block === ":") heartbeats++;
        lastId = /^id: (.*)$/m.exec(block)?.[1] ?? lastId;
        if (!block.startsWith("event:")) continue;
        const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
        events.push({ event: fields.event, id: fields.id, data: JSON.parse(fields.data) });
      }
    }
    ended = true;
  };
  if (response.ok) read().catch(() => (ended = true));
  return {
    response,
    events,
    heartbeats: () => heartbeats,
    lastId: () => lastId,
    ended: () => ended,
    abort: () => controller.abort(),
  };
}
const append = (...args: Parameters<typeof buildRecord>) =>
  createRecordWriter({ redis: api.redis, maxLength: 100_000 }).append(buildRecord(...args));
const kinds = (feed: Feed) => feed.events.map(({ data }) => data.id.slice(data.id.lastIndexOf("/") + 1));

test("tells each record as an event, as it happens", async () => {
  const feed = await follow();
  expect(feed.response.headers.get("content-type")).toBe("text/event-stream");
  expect(feed.response.headers.get("cache-control")).toBe("no-store");
  const id = newId();
  const subject = 'line\nbreak \r <script> "quote" \u2028 \0';
  await append("received", id, { subject });
  await append("deferred", id, { reply: { code: 450, text: "later\ntwo" } });
  await until(() => feed.events.length === 2, "two events");
  expect(feed.events[0]).toMatchObject({
    event: "record",
    data: { id: `${id}/0/received`, subject, kind: "received" },
  });
  expect(feed.events[1]!.data).toMatchObject({ attempt: 1, reply: { code: 450, text: "later\ntwo" } });
  await until(() => feed.heartbeats() > 1, "heartbeats while nothing happens");
});

test("tells only what was asked for", async () => {
  const id = newId();
  const bounced = {
    reversePath: "Shop@s.test",
    recipients: ["Ann@one.test"],
    lane: "relay:r1" as const,
    relayId: "r1",
    reply: { code: 550, text: "no" },
  };
  const queries = [
    `?id=${id.toUpperCase()}`,
    "?kind=bounced",
    "?sender=shop@S.test",
    "?recipient=ann@one.test",
    "?domain=ONE.test&kind=bounced",
    "?lane=relay:r1",
    "?relay=r1&reply_code=550",
    "?kind=delivered",
    "?relay=r1&kind=expired",
  ];
  const open = await Promise.all(queries.map((query) => follow(query)));
  await append("delivered", newId());
  await append("bounced", id, bounced);
  await append("received", newId());
  const last = await follow(`?id=${id}`);
  await append("received", id);
  await until(() => last.events.length === 1 && open[0]!.events.length === 2, "all is told");
  const one = ["bounced"];
  expect(open.map(kinds)).toEqual([["bounced", "received"], one, one, one, one, one, one, ["delivered"], []]);
});

test("takes every kind of record as a filter", async () => {
  for (const kind of RECORD_KINDS) {
    const feed = await follow(`?kind=${kind}`);
    expect([kind, feed.response.status]).toEqual([kind, 200]);
    feed.abort();
  }
});

test("has so many places and no more", async () => {
  const asked = await Promise.all(Array.from({ length: PLACES + 3 }, () => follow()));
  const statuses = asked.map(({ response }) => response.status).sort();
  expect(statuses).toEqual([...Array.from({ length: PLACES }, () => 200), 503, 503, 503]);
  for (const feed of asked) feed.abort();
  await until(async () => (await probe()) === 200, "places are free again");
});

async function probe(): Promise<number> {
  const feed = await follow();
  feed.abort();
  return feed.response.status;
}

test("goes on after the last event a follower has seen, telling nothing twice", async () => {
  const feed = await follow();
  for (let attempt = 1; attempt <= 3; attempt++) await append("deferred", newId(), { attempt });
  await until(() => feed.events.length === 3, "three events");
  feed.abort();
  for (let attempt = 4; attempt <= 6; attempt++) await append("deferred", newId(), { attempt });
  const again = await follow("", { "last-event-id": feed.events[1]!.id });
  await append("deferred", newId(), { attempt: 7 });
  await until(() => again.events.length === 5, "what was missed and what is new");
  expect(again.events.map(({ data }) => (data as { attempt?: number }).attempt)).toEqual([3, 4, 5, 6, 7]);
});

test("goes on over more than a follower may be behind, as fast as it reads, holding little", async () => {
  const first = await follow();
  const start = newId();
  await append("received", start);
  await until(() => first.events.length === 1, "the first event");
  first.abort();
  const detail = "x".repeat(20_000);
  for (let n = 0; n < 300; n++) await append("deferred", newId(), { detail, attempt: n + 1 });
  const again = await follow("", { "last-event-id": first.events[0]!.id });
  await append("delivered", newId());
  await until(() => again.events.length >= 301, "6 MB of it");
  expect(again.events.map(({ event }) => event)).not.toContain("lagging");
  expect(again.events.map(({ event }) => event)).not.toContain("gap");
  expect(kinds(again)).toEqual([...Array.from({ length: 300 }, () => "deferred"), "delivered"]);
});

test("says so when something is missing between the last event and now", async () => {
  const feed = await follow();
  await append("received", newId());
  await until(() => feed.events.length === 1, "the first event");
  const seen = feed.events[0]!.id;
  feed.abort();
  await api.redis.xtrim(keys.records(), "MAXLEN", 0);
  const quiet = await follow("", { "last-event-id": seen });
  await append("delivered", newId());
  await until(() => quiet.events.length === 1, "what is new");
  expect(quiet.events[0]!.event, "it was the last one, so nothing is missing").toBe("record");
  await append("bounced", newId());
  await api.redis.xtrim(keys.records(), "MAXLEN", 1);
  const late = await follow("", { "last-event-id": seen });
  await until(() => late.events.length === 2, "the gap and the rest");
  expect(late.events.map(({ event }) => event)).toEqual(["gap", "record"]);
});

test("one whose filter lets nothing through is told how far it is", async () => {
  const feed = await follow("?kind=expired");
  await append("received", newId());
  await until(() => feed.lastId() !== undefined, "an id comes with a heartbeat");
  const id = feed.lastId()!;
  feed.abort();
  await append("expired", newId());
  const again = await follow("?kind=expired", { "last-event-id": id });
  await until(() => again.events.length === 1, "what it missed");
  expect(kinds(again)).toEqual(["expired"]);
});

test("lets go of a follower that catches up and does not read", async () => {
  await stop();
  await start(300);
  const first = await follow();
  await append("received", newId());
  await until(() => first.events.length === 1, "the first event");
  first.abort();
  const detail = "x".repeat(100_000);
  for (let n = 0; n < 300; n++) await append("deferred", newId(), { detail });
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const { hostname, port } = new URL(api.url);
  const silent = connect(Number(port), hostname);
  silent.on("error", () => {});
  silent.write(
    `GET /v1/records/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer ${TOKEN}\r\nlast-event-id: ${first.events[0]!.id}\r\n\r\n`,
  );
  silent.pause();
  const taken = new Promise((resolve) => silent.once("close", resolve));
  // Long enough to have read the past from Redis, waited for the follower and given it up, also on a slow machine.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20 * 1024 * 1024);
  silent.resume();
  await taken;
});

test("lets go of a follower that does not read", async () => {
  const controller = new AbortController();
  feeds.push(controller);
  const response = await fetch(`${api.url}/v1/records/live`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    signal: controller.signal,
  });
  const detail = "x".repeat(100_000);
  for (let n = 0; n < 300; n++) await append("deferred", newId(), { detail });
  await new Promise((resolve) => setTimeout(resolve, 500));
  let taken = 0;
  // The end may come cut: the connection is closed when the rest is not taken.
  try {
    for await (const chunk of response.body!) taken += chunk.length;
  } catch {}
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(300 * detail.length);
  await until(async () => (await probe()) === 200, "its place is free");
});

test("closing the api ends the feeds", async () => {
  const feed = await follow();
  const started = performance.now();
  await api.app.close();
  await until(() => feed.ended(), "the feed ends");
  expect(performance.now() - started).toBeLessThan(15_000);
});

test("bad parameters and strangers are refused", async () => {
  for (const [query, field] of [
    ["?kind=eaten", "kind"],
    ["?reply_code=x", "reply_code"],
    ["?id=1", "id"],
    ["?what=1", "what"],
  ]) {
    const answer = await api.call("GET", `/v1/records/live${query}`);
    expect([query, answer.status, Object.keys(answer.errors)]).toEqual([query, 400, [field]]);
  }
  const since = await api.call("GET", "/v1/records/live", undefined, { "last-event-id": "$" });
  expect([since.status, Object.keys(since.errors)]).toEqual([400, ["last-event-id"]]);
  expect((await fetch(`${api.url}/v1/records/live`)).status).toBe(401);
});
