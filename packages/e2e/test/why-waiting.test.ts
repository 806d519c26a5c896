import { answerAt, mailTo } from "@postlane/testkit";
import { expect, test } from "vitest";
import { finishedRecords, quickRule, usePostlane, waitUntil } from "../src/index.ts";

const postlane = usePostlane({
  api: true,
  rules: [
    quickRule({ failureDelaySeconds: 20 }),
    quickRule({ domain: "burst.test", maxContinuous: 2, continuingDelaySeconds: 4 }),
    quickRule({ domain: "narrow.test", maxConnections: 2 }),
    quickRule({ domain: "*.site.test", maxConnections: 1 }),
  ],
});

interface Waiting {
  readonly cause: string;
  readonly summary: string;
  readonly until?: string;
  readonly worker?: string;
  readonly set_by?: { readonly key: string; readonly field: string; readonly value: unknown };
  readonly place?: { readonly at: number; readonly of: number };
  readonly estimate?: { readonly at: string };
  readonly last_failure?: { readonly reply?: string; readonly step?: string };
  readonly connections: {
    readonly in_use: number;
    readonly limit: number;
    readonly holders: readonly { worker: string }[];
  };
  readonly site?: { readonly name: string; readonly holders: readonly { readonly lane: string }[] };
}

async function ask(messageId: string | undefined): Promise<Waiting | undefined> {
  const { status, body } = await postlane().callApi("GET", `/v1/messages/${messageId}/waiting`);
  expect(status).toBe(200);
  const { deliveries } = body as { deliveries: readonly Waiting[] };
  expect(deliveries.length).toBeLessThanOrEqual(1);
  return deliveries[0];
}

/** Asks until the message waits for this. */
async function waitsFor(messageId: string | undefined, cause: string): Promise<Waiting> {
  let told: Waiting | undefined;
  await waitUntil(`waiting for ${cause}`, async () => (told = await ask(messageId))?.cause === cause).catch((error) => {
    throw new Error(`${(error as Error).message}; at last ${JSON.stringify(told)}`);
  });
  return told!;
}

const send = async (domain: string, count = 1): Promise<string[]> => {
  const sent = await postlane().sendAll(Array.from({ length: count }, () => mailTo(`a@${domain}`)));
  return sent.map(({ messageId }) => messageId!);
};

const secondsAfter = (ms: number, time: string | undefined): number => (Date.parse(time!) - ms) / 1_000;
const secondsFromNow = (time: string | undefined): number => secondsAfter(Date.now(), time);

test("for its retry, with the time, the setting and the server's reply; then it is delivered and waits no more", async () => {
  let isBusy = true;
  await postlane().domain("retry.test", "127.0.2.1", {
    script: (event) => (event.step === "rcpt" && isBusy ? "450 4.2.0 Greylisted, come back" : undefined),
  });
  const sentAt = Date.now();
  const [id] = await send("retry.test");
  const told = await waitsFor(id, "retry");
  expect(told.set_by).toMatchObject({ key: "*", field: "failureDelaySeconds", value: 20 });
  expect(secondsAfter(sentAt, told.until)).toBeGreaterThan(19.9);
  expect(secondsFromNow(told.until)).toBeLessThan(23);
  expect(told.last_failure).toMatchObject({ step: "rcpt", reply: "450 Greylisted, come back" });
  isBusy = false;
  const [, , delivered] = await finishedRecords(postlane(), id);
  await expect.poll(() => ask(id)).toBeUndefined();
  // It came when it was told to come.
  expect(Math.abs(secondsAfter(delivered!.at, told.estimate!.at))).toBeLessThan(3);
});

test("for the pause after a burst", async () => {
  await postlane().domain("burst.test", "127.0.2.2");
  const ids = await send("burst.test", 6);
  await waitUntil(
    "the first burst is sent",
    async () =>
      (await postlane().records()).filter((r) => r.lane === "direct:burst.test" && r.kind === "delivered").length >= 2,
  );
  let waiting: readonly Waiting[] = [];
  await waitUntil("the rest waits, all for the same", async () => {
    waiting = (await Promise.all(ids.map(ask))).filter((told) => told !== undefined);
    return waiting.length > 0 && waiting.every(({ cause }) => cause === "burst_pause");
  });
  for (const told of waiting) {
    expect(told).toMatchObject({
      cause: "burst_pause",
      set_by: { key: "burst.test", field: "continuingDelaySeconds" },
    });
    expect(secondsFromNow(told.until)).toBeLessThan(4.2);
  }
});

test("for a connection, all in use, by which worker", async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  await postlane().domain("narrow.test", "127.0.2.3", { script: answerAt("data-end", { until: gate }) });
  const ids = await send("narrow.test", 8);
  let told: readonly (Waiting | undefined)[] = [];
  await waitUntil("both connections wait for the server's answer", async () => {
    told = await Promise.all(ids.map(ask));
    const answers = told.filter((one) => one?.summary.includes("the server's answer is awaited"));
    return answers.length === 2 && told.filter((one) => one?.cause === "connection_limit").length === 6;
  });
  const waiting = told.filter((one) => one?.cause === "connection_limit");
  expect(waiting).toHaveLength(6);
  expect(waiting.map((one) => one!.place!.at).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(waiting[0]!.connections).toMatchObject({ in_use: 2, limit: 2 });
  expect(waiting[0]!.set_by).toMatchObject({ key: "narrow.test", field: "maxConnections", value: 2 });
  const sending = told.find((one) => one?.cause === "sending")!;
  expect(sending.summary).toContain("the server's answer is awaited");
  const lane = async () => (await postlane().callApi("GET", "/v1/lanes/direct:narrow.test")).body;
  await expect.poll(lane).toMatchObject({ waiting: 6, active: 2, waiting_for: { cause: "connection_limit" } });
  const body = await lane();
  const { connections, site } = body as { connections: readonly { worker: string; doing: string }[]; site: object };
  expect(connections.map(({ worker, doing }) => [worker, doing])).toEqual([
    [sending.worker, "sending"],
    [sending.worker, "sending"],
  ]);
  expect(site).toMatchObject({ name: "mx.narrow.test", in_use: 2 });
  release();
});

test("for the connection of another domain on the same hosts", async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const { dns } = postlane();
  for (const domain of ["one.site.test", "two.site.test"])
    dns.set(domain, { mx: [{ preference: 10, exchange: "mx.host.test" }] });
  dns.set("mx.host.test", { a: ["127.0.2.4"] });
  await postlane().receiver({ host: "127.0.2.4", script: answerAt("data-end", { until: gate }) });
  const [first] = await send("one.site.test");
  await waitsFor(first, "sending");
  const [second] = await send("two.site.test");
  const told = await waitsFor(second, "site_limit");
  expect(told.site).toMatchObject({ name: "mx.host.test", holders: [{ lane: "direct:one.site.test" }] });
  expect(told.set_by).toMatchObject({ key: "*.site.test", field: "maxConnections", value: 1 });
  release();
});

test("for a server that cannot be reached, with the error and the next try", async () => {
  postlane().dns.set("dead.test", { a: ["127.0.2.5"] });
  const sentAt = Date.now();
  const [id] = await send("dead.test");
  const told = await waitsFor(id, "outage");
  expect(told.summary).toContain("ECONNREFUSED");
  expect(secondsAfter(sentAt, told.until)).toBeGreaterThan(19.9);
  expect(told.estimate!.at > told.until!).toBe(true);
  const { body } = await postlane().callApi("GET", "/v1/lanes/direct:dead.test");
  expect(body).toMatchObject({
    outage: { count: 1, error: expect.stringContaining("ECONNREFUSED"), until: told.until },
    waiting_for: { cause: "outage" },
  });
});

test("for a worker, when none is running; the trace of the message says so, too", async () => {
  await postlane().domain("nobody.test", "127.0.2.6");
  await Promise.all(postlane().workers.map((worker) => worker.stop(10_000)));
  const [id] = await send("nobody.test");
  const told = await waitsFor(id, "no_worker");
  expect(told).not.toHaveProperty("estimate");
  const { body } = await postlane().callApi("GET", `/v1/messages/${id}`);
  expect((body as { recipients: object[] }).recipients).toMatchObject([{ waiting: { cause: "no_worker" } }]);
  await postlane().addWorker();
  await finishedRecords(postlane(), id);
});
