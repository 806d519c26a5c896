import { createRecordReader } from "@postlane/records";
import { keys, openRedis } from "@postlane/redis";
import { createLogger } from "@postlane/runtime";
import {
  type HttpEndpoint,
  type RedisServer,
  startHttpEndpoint,
  startRedis,
  startRedisCluster,
  testCertificate,
} from "@postlane/testkit";
import { Webhook as Verifier } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startDispatcher } from "../../src/webhooks/dispatch-events.ts";
import { createTargetGuard } from "../../src/webhooks/target-guard.ts";
import { buildRecord, newId, until } from "../log-fixture.ts";
import { SECRET, startBench, type WebhookBench } from "./webhook-bench.ts";

const TIMEOUT = { timeout: 150_000 };
let server: RedisServer;
let endpoint: HttpEndpoint;
let bench: WebhookBench;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  endpoint = await startHttpEndpoint();
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await endpoint.stop();
  const redis = openRedis(server.url, "patient", () => {});
  await redis.flushall();
  redis.disconnect();
});

async function start(more: Parameters<typeof startBench>[1] = {}): Promise<WebhookBench> {
  const made = await startBench(server.url, more);
  open.push(made);
  return made;
}
const shop = (more: object = {}) => ({ id: "shop", url: endpoint.url, secret: SECRET, ...more });
const ids = (of = endpoint) => of.requests.map(({ headers }) => headers["webhook-id"]!);
const eventIds = (of = endpoint) => new Set(ids(of)).size;
const delivered = (n = 1) => Array.from({ length: n }, () => buildRecord("delivered", newId()));
const attempts = async () => (await bench.webhooks.log.attempts("shop", undefined, 100)).toReversed();

describe("an endpoint that answers with the request", () => {
  it.each([
    ["whole", (text: string) => `you said ${text}, and ${SECRET}`],
    ["cut", (text: string) => `${"x".repeat(975)} ${text}`],
  ])("finds its own secrets hidden in the list of attempts: %s", async (_how, echo) => {
    bench = await start();
    endpoint.setScript(({ headers }) => ({ status: 401, body: echo(headers["authorization"]!) }));
    await bench.set(shop({ headers: { authorization: "Bearer token-of-the-endpoint-4711" } }));
    await bench.append(buildRecord("bounced", newId()));
    await until(async () => (await attempts()).length > 0, "the attempt is listed");
    const [attempt] = await attempts();
    expect(attempt).toMatchObject({ status: 401, answer: expect.stringContaining("***") });
    expect(JSON.stringify(attempt)).not.toMatch(/token-of|4711|whsec_/);
  });
});

describe("an event", () => {
  it("reaches the endpoint, signed, within a second, with the headers asked for", async () => {
    bench = await start();
    await bench.set(shop({ headers: { authorization: "Bearer abc" } }));
    const record = buildRecord("bounced", newId(), { reply: { code: 550, text: "no" } });
    const appendedAt = Date.now();
    await bench.append(record);
    await until(() => endpoint.requests.length === 1, "the event comes");
    const [{ headers, body, method, atMs }] = endpoint.requests as [(typeof endpoint.requests)[0]];
    const times = [atMs - appendedAt];
    expect(new Verifier(SECRET).verify(body, headers)).toMatchObject({
      type: "message.bounced",
      data: { message_id: record.messageId, reply: { code: 550 } },
    });
    expect([method, headers["content-type"], headers.authorization, headers["user-agent"]]).toEqual([
      "POST",
      "application/json",
      "Bearer abc",
      "Postlane-Webhooks",
    ]);
    await until(async () => (await bench.webhooks.log.state("shop")).taken === 1, "it is noted");
    expect(await bench.webhooks.queues.counts("shop")).toEqual({ waiting: 0, active: 0, delayed: 0 });
    for (let n = 2; n <= 4; n++) {
      const before = Date.now();
      await bench.append(...delivered());
      await until(() => endpoint.requests.length === n, "another comes");
      times.push(endpoint.requests[n - 1]!.atMs - before);
    }
    // The quickest of them: a busy machine may keep one waiting, what looks now and then would keep each.
    expect(Math.min(...times)).toBeLessThan(1_000);
    expect(bench.logLines.join("")).not.toMatch(/whsec_|Bearer abc/);
  });

  it("goes to each webhook whose filters it fits, and to no disabled one", async () => {
    bench = await start();
    await bench.set(
      shop({ events: ["message.bounced"] }),
      shop({ id: "all", url: `${endpoint.url}all` }),
      shop({ id: "off", url: `${endpoint.url}off`, enabled: false }),
      shop({ id: "other", url: `${endpoint.url}other`, domains: ["other.test"] }),
    );
    await bench.append(buildRecord("delivered", newId()), buildRecord("bounced", newId()));
    await until(() => endpoint.requests.length >= 3, "they come");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(endpoint.requests.map(({ path }) => path).toSorted()).toEqual(["/", "/all", "/all"]);
  });

  it("is signed with both secrets while one takes over from the other, and then with the new one alone", async () => {
    bench = await start();
    const before = `whsec_${Buffer.alloc(32, 6).toString("base64")}`;
    const rotating = (untilMs: number) =>
      shop({ previousSecret: before, previousSecretUntil: new Date(untilMs).toISOString() });
    await bench.set(rotating(Date.now() + 60_000));
    await bench.append(...delivered());
    await until(() => endpoint.requests.length === 1, "first");
    await bench.set(rotating(Date.now() - 1_000));
    await bench.append(...delivered());
    await until(() => endpoint.requests.length === 2, "second");
    const verify = (secret: string, n: number) =>
      new Verifier(secret).verify(endpoint.requests[n]!.body, endpoint.requests[n]!.headers);
    expect(verify(SECRET, 0)).toEqual(verify(before, 0));
    verify(SECRET, 1);
    expect(() => verify(before, 1)).toThrow();
  });

  it("that was acknowledged twice, or read again after a crash, has the same id", async () => {
    bench = await start();
    await bench.set(shop());
    const record = buildRecord("delivered", newId());
    await bench.append(record, record);
    await until(() => endpoint.requests.length >= 1, "it comes");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(eventIds()).toBe(1);
  });

  it("is not lost when it happens before a process has seen the webhook, and not told from before the webhook", async () => {
    const first = await start();
    await first.append(...delivered(3));
    await first.webhooks.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await first.set(shop());
    const later = delivered(2);
    await first.append(...later);
    bench = await start();
    await until(() => endpoint.requests.length >= 2, "they come");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const told = endpoint.requests.map(({ body }) => JSON.parse(body).data.message_id);
    expect(told.toSorted()).toEqual(later.map(({ messageId }) => messageId).toSorted());
  });
});

describe("an endpoint that", () => {
  it("answers 500 gets the event again, and what it said is kept", async () => {
    endpoint.setScript(({ number }) => ({ status: number === 1 ? 500 : 200, body: "so\u0000 so" }));
    bench = await start({ random: () => 0 });
    await bench.set(shop());
    await bench.append(...delivered());
    await until(() => endpoint.requests.length === 2, "again", 30_000);
    expect(eventIds()).toBe(1);
    expect(endpoint.requests[1]!.atMs - endpoint.requests[0]!.atMs).toBeGreaterThan(3_900);
    await until(async () => (await attempts()).length === 2, "both are noted");
    expect(await attempts()).toMatchObject([
      { attempt: 1, outcome: "failed", status: 500, error: "status 500", answer: "so  so" },
      { attempt: 2, outcome: "taken", status: 200 },
    ]);
    expect(await bench.webhooks.log.state("shop")).toMatchObject({ taken: 1, failed: 1, givenUp: 0 });
    expect((await bench.webhooks.log.state("shop")).failingSinceMs).toBeUndefined();
  });

  it.each([
    ["hangs", "hang" as const, "no answer within 1000 ms"],
    ["resets the connection", "reset" as const, "socket hang up"],
    ["redirects", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, "302: redirects are not followed"],
  ])("%s has failed, and the event is given up when its time is over", async (_what, reply, error) => {
    endpoint.setScript(() => reply);
    bench = await start();
    await bench.set(shop({ timeoutSeconds: reply === "hang" ? 1 : 20, retrySeconds: 0 }));
    await bench.append(...delivered());
    await until(async () => (await attempts()).length === 1, "it is noted");
    expect((await attempts())[0]).toMatchObject({ attempt: 1, outcome: "given_up", error });
    expect(endpoint.requests).toHaveLength(1);
    expect(await bench.webhooks.log.givenUp("shop", 0)).toHaveLength(1);
    await until(async () => (await bench.webhooks.queues.counts("shop")).active === 0, "the queue is empty");
  });

  it("answers without end, or drop by drop, is read no further than it must", async () => {
    endpoint.setScript(({ number }) => (number === 1 ? "endless" : "drip"));
    bench = await start();
    await bench.set(shop({ timeoutSeconds: 1 }));
    const before = process.memoryUsage().arrayBuffers;
    await bench.append(...delivered(2));
    await until(async () => (await bench.webhooks.log.state("shop")).taken === 2, "both count as taken");
    // What the kernel takes before the end is seen; in the second that it has, an endpoint can send ten times as much.
    expect(endpoint.bytesSent).toBeLessThan(40 * 1024 * 1024);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    expect((await attempts()).every(({ answer = "" }) => answer.length <= 1_000)).toBe(true);
  });

  it("answers 410 gets nothing more: the webhook is disabled, and the history says why", async () => {
    endpoint.setScript(() => ({ status: 410 }));
    bench = await start();
    await bench.set(shop());
    await bench.append(...delivered());
    await until(() => bench.settings.current().settings.webhooks[0]!.enabled === false, "it is disabled");
    expect((await bench.settings.history())[0]!.by).toBe("webhook shop: its endpoint answered 410 Gone");
    await until(async () => (await attempts())[0]?.outcome === "given_up", "the event is given up");
    await bench.append(...delivered(5));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(endpoint.requests).toHaveLength(1);
  });

  it("says when to come again is left alone until then, also by other events", async () => {
    endpoint.setScript(({ number }) =>
      number === 1 ? { status: 503, headers: { "retry-after": "3" } } : { status: 200 },
    );
    bench = await start({ random: () => 0 });
    await bench.set(shop({ maxConnections: 1 }));
    await bench.append(...delivered(3));
    await until(() => eventIds() === 3, "all come", 20_000);
    const [first, second] = endpoint.requests.map(({ atMs }) => atMs);
    expect(second! - first!).toBeGreaterThan(2_900);
  });

  it(
    "is dead is asked now and then, not once for each of a thousand events, and starves no other",
    TIMEOUT,
    async () => {
      const other = await startHttpEndpoint();
      await endpoint.stop();
      bench = await start();
      await bench.set(shop({ maxConnections: 2 }), { id: "other", url: other.url, secret: SECRET });
      const records = delivered(1_000);
      await bench.append(...records);
      await until(() => other.requests.length === 1_000, "the living one has all", 60_000);
      expect(eventIds(other)).toBe(1_000);
      // Now and then it is awake for a moment, to be asked.
      await until(
        async () => ((await bench.webhooks.log.state("shop")).asleepUntilMs ?? 0) > Date.now(),
        "it is asleep",
      );
      const { failed } = await bench.webhooks.log.state("shop");
      expect(failed).toBeGreaterThanOrEqual(3);
      expect(failed).toBeLessThan(40);
      await until(async () => {
        const { waiting, delayed, active } = await bench.webhooks.queues.counts("shop");
        return waiting + delayed + active === 1_000;
      }, "all wait");
      // It comes back: a test wakes it, and everything arrives, also what waited for its next try.
      endpoint = await startHttpEndpoint({ port: endpoint.port });
      const { sendTest } = await import("../../src/webhooks/send-test.ts");
      const test = await sendTest(bench.webhooks, bench.settings.current().settings.webhooks[0]!, Date.now);
      expect(test.ok).toBe(true);
      await until(() => eventIds() === 1_001, "all arrive", 60_000);
      expect(bench.logLines.filter((line) => line.includes("does not take events"))).toHaveLength(1);
      expect(endpoint.mostAtOnce).toBeLessThanOrEqual(2);
      await other.stop();
    },
  );

  it("is given another address is tried at once, whatever it slept", async () => {
    endpoint.setScript(({ path }) => ({ status: path === "/new" ? 200 : 500 }));
    bench = await start();
    await bench.set(shop({ maxConnections: 1 }));
    await bench.append(...delivered(10));
    await until(async () => (await bench.webhooks.log.state("shop")).asleepUntilMs !== undefined, "it sleeps");
    await bench.webhooks.queues.sleep("shop", 60_000);
    await bench.set(shop({ maxConnections: 1, url: `${endpoint.url}new` }));
    await until(() => endpoint.requests.filter(({ path }) => path === "/new").length === 10, "all come", 30_000);
  });

  it("closes a connection just when the next event comes gets it on a new one", async () => {
    endpoint.setScript(({ ofConnection }) => (ofConnection === 1 ? { status: 200 } : "reset"));
    bench = await start();
    await bench.set(shop({ maxConnections: 1 }));
    for (let n = 1; n <= 5; n++) {
      await bench.append(...delivered());
      await until(async () => (await bench.webhooks.log.state("shop")).taken === n, `event ${n}`);
    }
    expect((await bench.webhooks.log.state("shop")).failed).toBe(0);
    expect(endpoint.requests.length).toBeGreaterThan(5);
  });

  it("is served over so many connections and no more, by all processes together", async () => {
    endpoint.setScript(() => ({ status: 200, afterMs: 50 }));
    bench = await start();
    await start();
    await bench.set(shop({ maxConnections: 3 }));
    await bench.append(...delivered(60));
    await until(() => eventIds() === 60, "all come");
    expect(endpoint.mostAtOnce).toBe(3);
  });

  it("piles up no more than its share; what is dropped is counted and told", async () => {
    endpoint.setScript(() => ({ status: 500 }));
    bench = await start({ waitingMax: 200 });
    await bench.set(shop(), shop({ id: "second", url: `${endpoint.url}second`, domains: ["nobody.test"] }));
    for (let n = 0; n < 6; n++) {
      await bench.append(...delivered(50));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await until(async () => (await bench.webhooks.log.state("shop")).dropped > 0, "some are dropped");
    await until(async () => {
      const { waiting, delayed, active } = await bench.webhooks.queues.counts("shop");
      return waiting + delayed + active + (await bench.webhooks.log.state("shop")).dropped === 300;
    }, "every event is here or counted");
    expect((await bench.webhooks.log.state("shop")).dropped).toBe(200);
    expect(bench.logLines.join("")).toContain("no room for further events");
    expect(await bench.metrics.registry.metrics()).toMatch(/postlane_webhook_dropped_total\{webhook="shop".*\} 200/);
  });
});

describe("a process that dies", () => {
  it("between reading records and queueing their events leaves them to the next", async () => {
    bench = await start({ abandonedAfterMs: 60_000 });
    await bench.set(shop());
    await bench.webhooks.close();
    const blocking = openRedis(server.url, "patient", () => {});
    const reader = createRecordReader({
      blocking,
      redis: bench.redis,
      group: "webhooks",
      consumer: "dying",
      keepBad: false,
    });
    const failed: string[] = [];
    const dying = startDispatcher({
      reader,
      queues: {
        ...bench.webhooks.queues,
        add: async (id) => {
          failed.push(id);
          throw new Error("killed here");
        },
      },
      log: bench.webhooks.log,
      webhooks: () => bench.settings.current().settings.webhooks,
      waitingMax: 1_000,
      logger: createLogger("api", "silent"),
      onDropped: () => {},
      now: Date.now,
    });
    await bench.append(...delivered(5));
    await until(() => failed.length > 0, "it has them in hand");
    await dying.close();
    blocking.disconnect();
    expect(endpoint.requests).toHaveLength(0);
    bench = await start();
    await until(() => eventIds() === 5, "the next one sends them");
  });

  it("while it sends leaves the event to the next once its lock is over", async () => {
    endpoint.setScript(({ number }) => (number === 1 ? "hang" : { status: 200 }));
    bench = await start();
    await bench.set(shop({ timeoutSeconds: 60 }));
    await bench.append(...delivered());
    await until(() => endpoint.requests.length === 1, "it is being sent");
    await bench.close();
    open.pop();
    bench = await start();
    await until(() => endpoint.requests.length === 2, "it is sent again");
    expect(eventIds()).toBe(1);
  });
});

describe("targets", () => {
  it("that may not be asked are refused at the moment of connecting, and it is said why", async () => {
    bench = await start({ guard: createTargetGuard(["10.99.0.0/16"]) });
    await bench.set(
      shop({ url: endpoint.url.replace("127.0.0.1", "localhost"), retrySeconds: 0 }),
      shop({ id: "literal", retrySeconds: 0 }),
      shop({ id: "tls", url: `https://localhost:${endpoint.port}/`, retrySeconds: 0 }),
    );
    await bench.append(...delivered());
    for (const [id, error] of [
      ["shop", /refused: .*plain http outside of POSTLANE_WEBHOOK_ALLOWED_NETWORKS/],
      ["literal", /refused: plain http outside/],
      ["tls", /refused: .*loopback address outside/],
    ] as const) {
      await until(async () => (await bench.webhooks.log.attempts(id, undefined, 1)).length === 1, id);
      expect((await bench.webhooks.log.attempts(id, undefined, 1))[0]!.error).toMatch(error);
    }
    expect(endpoint.requests).toHaveLength(0);
  });

  it("with TLS are verified: only a certificate that is trusted will do", async () => {
    const secure = await startHttpEndpoint({ tls: true });
    const ca = (await testCertificate()).cert;
    for (const [trusted, error] of [
      [undefined, /self-signed certificate/],
      [ca, undefined],
    ] as const) {
      bench = await start(trusted === undefined ? {} : { ca: trusted });
      await bench.set(shop({ url: secure.url, retrySeconds: 0 }));
      await bench.append(...delivered());
      await until(async () => (await attempts()).length === 1, String(error));
      const found = (await attempts())[0]!.error;
      if (error) expect(found).toMatch(error);
      else expect(found).toBeUndefined();
      await bench.close();
      open.pop();
      await clear();
    }
    expect(secure.requests).toHaveLength(1);
    await secure.stop();
  });

  async function clear(): Promise<void> {
    const redis = openRedis(server.url, "patient", () => {});
    await redis.flushall();
    redis.disconnect();
  }
});

describe("the stream of records", () => {
  const archiving = async () => {
    const blocking = openRedis(server.url, "patient", () => {});
    const reader = createRecordReader({
      blocking,
      redis: bench.redis,
      group: "archive",
      consumer: "a",
      blockMs: 50,
      keepMs: 0,
    });
    return {
      drain: async () => {
        for (;;) {
          const { entryIds } = await reader.read();
          if (entryIds.length === 0) return;
          await reader.acknowledge(entryIds);
        }
      },
      close: () => blocking.disconnect(),
    };
  };

  it("is trimmed however dead an endpoint is", async () => {
    await endpoint.stop();
    bench = await start();
    await bench.set(shop());
    const archive = await archiving();
    await bench.append(...delivered(200));
    await until(async () => {
      const { waiting, delayed, active } = await bench.webhooks.queues.counts("shop");
      return waiting + delayed + active === 200;
    }, "the events have left the stream");
    await until(async () => {
      await archive.drain();
      return (await bench.redis.xlen(keys.records())) === 0;
    }, "the stream is trimmed");
    archive.close();
  });

  it("knows nothing of webhooks while there is none, and no queue is left of those that were", async () => {
    bench = await start();
    const groups = async () => (await bench.redis.xinfo("GROUPS", keys.records())) as unknown[];
    const clients = async () => ((await bench.redis.client("LIST")) as string).split("\n").length;
    await bench.append(...delivered());
    await bench.webhooks.settled();
    expect(await groups()).toHaveLength(0);
    const before = await clients();
    endpoint.setScript(() => ({ status: 500 }));
    await bench.set(shop());
    await bench.append(...delivered(5));
    await until(async () => (await bench.webhooks.log.state("shop")).failed > 0, "it is tried");
    expect(await groups()).toHaveLength(1);
    expect(await clients()).toBeGreaterThan(before);
    await bench.set(shop({ id: "off", enabled: false }), shop());
    await bench.webhooks.queues.counts("off");
    await bench.set();
    expect(await groups()).toHaveLength(0);
    expect(await bench.redis.keys("pl:{webhook*")).toEqual([]);
  });

  it("a Redis that comes back empty does not stop the events after it", async () => {
    bench = await start();
    await bench.set(shop());
    await bench.append(...delivered());
    await until(() => endpoint.requests.length === 1, "one");
    await bench.redis.flushall();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await bench.append(...delivered());
    await until(() => eventIds() === 2, "the next one");
  });
});

describe("on a Redis Cluster", () => {
  it("events are delivered, and what a removed webhook left is gone", async () => {
    const cluster = await startRedisCluster();
    const made = await startBench(cluster.url);
    await made.set(shop(), shop({ id: "second", url: `${endpoint.url}second` }));
    await made.append(...delivered(20));
    await until(() => endpoint.requests.length === 40, "all come");
    await made.set();
    expect(await made.redis.exists(keys.webhookState("shop"))).toBe(0);
    await made.close();
    await cluster.stop();
  }, 60_000);
});

describe("events that waited", () => {
  it("go on after a stop and a start, each once", async () => {
    endpoint.setScript(() => ({ status: 200, afterMs: 20 }));
    bench = await start();
    await bench.set(shop({ maxConnections: 2 }));
    await bench.append(...delivered(100));
    await until(() => endpoint.requests.length > 10, "some are sent");
    await bench.close();
    open.pop();
    bench = await start();
    await until(() => eventIds() === 100, "the rest is sent");
    expect(endpoint.requests.length).toBe(100);
  });

  it("past their time are given up unsent", async () => {
    await endpoint.stop();
    let nowMs = Date.now();
    bench = await start({ now: () => nowMs });
    await bench.set(shop({ maxConnections: 1 }));
    await bench.append(...delivered(20));
    await until(async () => (await bench.webhooks.log.state("shop")).failed >= 3, "it is asleep");
    nowMs += 25 * 3_600_000;
    await bench.webhooks.queues.wake("shop");
    await until(async () => (await bench.webhooks.log.state("shop")).givenUp === 20, "all are given up");
    expect((await bench.webhooks.log.state("shop")).failed).toBeLessThan(10);
    expect((await attempts()).at(-1)).toMatchObject({ attempt: 0, outcome: "given_up" });
  });
});
