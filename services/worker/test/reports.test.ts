import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { createReporter } from "@postlane/intake";
import type { DomainRule, ReportSettings } from "@postlane/mail";
import { keys } from "@postlane/redis";
import { DEFAULT_SETTINGS } from "@postlane/settings";
import { answerAt, type Receiver } from "@postlane/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { benchOfFile } from "./support/bench-of-file.ts";
import { eventually } from "./support/eventually.ts";
import { type Bench, QUICK, startBench } from "./support/start-bench.ts";

let bench: Bench;
let home: Receiver;
benchOfFile(async () => {
  bench = await startBench(2);
  await bench.receive(["b.test"], "127.0.5.1", { script: answerAt("rcpt", "550 5.1.1 No such user") });
  home = await bench.receive(["home.test", "boss.test"], "127.0.5.2", { keep: "content" });
  return bench;
});
beforeEach(() => tell({}));
afterEach(() => bench.rest());

function tell(reports: Partial<ReportSettings>, rule: Partial<DomainRule> = {}): Promise<void> {
  // The same mailbox is written to again and again.
  const suppression = { ...DEFAULT_SETTINGS.general.suppression, enabled: false };
  const general = { reports: { ...DEFAULT_SETTINGS.general.reports, ...reports }, suppression };
  return bench.configure([{ ...QUICK, ...rule }], [], general);
}

async function suppress(address: string): Promise<void> {
  await bench.suppressions.put({
    address,
    source: "manual",
    reason: "left",
    createdBy: "ann",
    createdAtMs: Date.now(),
  });
}

const from = (reversePath: string) => ({ reversePath });
const toldAt = (address: string): number =>
  home.accepted().filter(({ recipients }) => recipients.some((recipient) => recipient.address === address)).length;

/** A message whose attempt has ended and whose report is due, as a worker leaves it that ends there. */
async function leaveDue(sender: string, kept: { readonly end?: "failed" | "delivered" }): Promise<[string, string]> {
  const id = await bench.accept(["a@b.test"], undefined, from(sender));
  const { delivery } = (await bench.ledger.read(`${id}.0`))!;
  const reportId = bench.intake.newMessageId();
  const groups = [{ recipients: [{ address: "a@b.test" }], status: "5.1.1", detail: "refused" }];
  const due = [{ messageId: reportId, kind: "failure" as const, atMs: Date.now(), groups }];
  const recipients = kept.end ? [] : [{ address: "late@b.test" }];
  await bench.ledger.settle(`${id}.0`, "dead:1", "open", { ...delivery, recipients, reports: { due, ...kept } });
  return [id, reportId];
}

describe("a worker that ended between an attempt and its reports", () => {
  it.each(["failed", "delivered"] as const)(
    "leaves them to the next one, which sends nothing again: %s",
    async (end) => {
      const [id] = await leaveDue(`${end}@home.test`, { end });
      await bench.work();
      await eventually(() => toldAt(`${end}@home.test`) === 1).toBe(true);
      await eventually(async () => (await bench.redis.exists(keys.ledger(id), keys.body(id))) === 0).toBe(true);
      expect(await bench.recordsOf(id)).toEqual([]);
    },
  );

  it("has the other recipients tried again afterwards", async () => {
    const [id] = await leaveDue("partly@home.test", {});
    await bench.work();
    expect(await bench.until(id, "bounced")).toMatchObject({ recipients: ["late@b.test"] });
    await eventually(() => toldAt("partly@home.test") === 2).toBe(true);
  });

  it("makes no second report when the first has been sent already", async () => {
    const [id, reportId] = await leaveDue("twice@home.test", { end: "failed" });
    await bench.redis.set(keys.made(reportId), "1", "PX", 60_000);
    await bench.work();
    await eventually(async () => (await bench.redis.exists(keys.ledger(id))) === 0).toBe(true);
    const last = await bench.accept(["a@b.test"], undefined, from("last@home.test"));
    await bench.until(last, "bounced");
    await eventually(() => toldAt("last@home.test") === 1).toBe(true);
    expect(toldAt("twice@home.test")).toBe(0);
    expect(await bench.redis.exists(keys.ledger(reportId), keys.body(reportId))).toBe(0);
  });
});

describe("workers killed while they report", () => {
  it("make one report for each message", { timeout: 90_000 }, async () => {
    const senders: string[] = [];
    const ids: string[] = [];
    // What Redis is told, as it is told: the facts of a report, the report itself, the end of the delivery.
    for (const moment of ['"reports":', ":made", '"failed"', '"reports":', ":made"]) {
      // Each worker has mail of its own: the one before may have sent all it found before it was killed.
      const more = Array.from({ length: 12 }, (_, n) => `k${senders.length + n}@home.test`);
      ids.push(...(await Promise.all(more.map((sender) => bench.accept(["a@b.test"], undefined, from(sender))))));
      senders.push(...more);
      const seen = await watchRedis(moment);
      const worker = await bench.spawn();
      await seen.once;
      worker.kill("SIGKILL");
      await worker.exited;
      seen.stop();
    }
    await bench.work();
    await eventually(async () => (await bench.redis.exists(...ids.map(keys.ledger))) === 0, 60_000).toBe(true);
    await eventually(() => senders.every((sender) => toldAt(sender) > 0), 20_000).toBe(true);
    // A second one would come behind the last.
    const last = await bench.accept(["a@b.test"], undefined, from("end@home.test"));
    await bench.until(last, "bounced");
    await eventually(() => toldAt("end@home.test") === 1).toBe(true);
    expect(senders.filter((sender) => toldAt(sender) !== 1)).toEqual([]);
  });
});

describe("who is told", () => {
  it("only those who logged in, when it is set so; the record says why nobody is", async () => {
    await tell({ authenticatedOnly: true });
    await bench.work();
    const unknown = await bench.accept(["a@b.test"], undefined, from("forged@home.test"));
    const known = await bench.accept(["a@b.test"], undefined, from("known@home.test"), "ann");
    const record = await bench.until(unknown, "bounced");
    expect(record.reportWithheld).toContain("authenticatedOnly");
    expect(record.reportId).toBeUndefined();
    expect((await bench.until(known, "bounced")).reportWithheld).toBeUndefined();
    await eventually(() => toldAt("known@home.test") === 1).toBe(true);
    expect(toldAt("forged@home.test")).toBe(0);
  });

  it("a postmaster, too, of failures", async () => {
    await tell({ copyTo: "postmaster@boss.test", fromAddress: "help@home.test" });
    await bench.work();
    await bench.accept(["a@b.test"], undefined, from("copied@home.test"));
    await eventually(() => toldAt("copied@home.test") === 1 && toldAt("postmaster@boss.test") === 1).toBe(true);
    const copy = home.accepted().find(({ recipients }) => recipients[0]!.address === "postmaster@boss.test")!;
    expect(copy.content!.toString()).toContain("To: <copied@home.test>\r\n");
    expect(copy.content!.toString()).toContain("From: Mail Delivery System <help@home.test>\r\n");
  });

  it("no sender that is suppressed", async () => {
    await suppress("gone@home.test");
    await bench.work();
    const id = await bench.accept(["a@b.test"], undefined, from("gone@home.test"));
    expect((await bench.until(id, "bounced")).reportWithheld).toContain("suppression list");
    expect(await bench.redis.exists(keys.ledger(id))).toBe(0);
  });

  it("of a recipient that was suppressed while it waited", async () => {
    await bench.receive(["wait.test"], "127.0.5.4", { script: answerAt("rcpt", "450 4.2.0 Not now") });
    await bench.work();
    const id = await bench.accept(["a@wait.test"], undefined, from("listed@home.test"));
    await bench.until(id, "deferred");
    await suppress("a@wait.test");
    expect((await bench.until(id, "suppressed")).reportId).toBeDefined();
    await eventually(() => toldAt("listed@home.test") === 1).toBe(true);
  });

  it("nobody of a delay that a list met, unless it asked", async () => {
    const slow = await bench.receive(["slow.test"], "127.0.5.3", { script: answerAt("rcpt", "450 4.2.0 Not now") });
    const reports = { delayAfterSeconds: 0.001, withoutNotify: "failure-and-delay" } as const;
    await tell(reports, { directAttempts: 3, relayAttempts: 0 });
    await bench.work();
    const list = Buffer.from("List-Id: <l.home.test>\r\n\r\nHello.\r\n");
    const quiet = await bench.accept(["a@slow.test"], list, from("quiet@home.test"));
    const asks = { ...from("asks@home.test"), recipients: [{ address: "a@slow.test", notify: ["DELAY"] as const }] };
    const asked = await bench.accept([], list, asks);
    const person = await bench.accept(["a@slow.test"], undefined, from("person@home.test"));
    expect((await bench.until(quiet, "deferred")).reportWithheld).toContain("list");
    expect((await bench.until(asked, "deferred")).reportId).toBeDefined();
    for (const id of [quiet, asked, person]) await bench.until(id, "bounced", 20_000);
    await eventually(() => toldAt("person@home.test") === 2).toBe(true);
    // Failure alone; delay alone, for that is what it asked for; and both, each once.
    expect(["quiet", "asks", "person"].map((name) => toldAt(`${name}@home.test`))).toEqual([1, 1, 2]);
    expect(slow.journal.totals.accepted).toBe(0);
  });
});

it("plans a report although the suppression list cannot be asked: the end of an attempt must not fail over it", async () => {
  const id = await bench.accept(["a@b.test"], undefined, from("ann@home.test"));
  const reporter = createReporter({
    intake: bench.intake,
    spool: bench.spool,
    settings: () => DEFAULT_SETTINGS,
    isSuppressed: () => Promise.reject(new Error("Redis is full")),
    hostname: "postlane.test",
    count() {},
    log: { warn() {} },
    now: Date.now,
  });
  const groups = { failure: [{ recipients: [{ address: "a@b.test" }], status: "5.1.1" }] };
  expect(await reporter.plan((await bench.ledger.read(`${id}.0`))!, groups)).toMatchObject([
    { kind: "failure", due: { groups: groups.failure } },
  ]);
});

it("costs a delivery without a report no command: its content is read once, to be sent, and its end is written once", async () => {
  await bench.receive(["fine.test"], "127.0.5.5");
  await bench.work();
  await bench.until(await bench.accept(["a@fine.test"]), "delivered");
  const commands: string[] = [];
  const watching = await watchRedis("", commands);
  const notify = ["FAILURE", "DELAY"] as const;
  const id = await bench.accept([], undefined, { recipients: [{ address: "a@fine.test", notify }] });
  await bench.until(id, "delivered");
  await eventually(() => bench.redis.exists(keys.ledger(id))).toBe(0);
  const has = (verb: string, ...texts: readonly string[]): number =>
    commands.filter((one) => one.startsWith(`["${verb}"`) && texts.every((text) => one.includes(text))).length;
  // What Redis tells of its commands comes behind their answers.
  await eventually(() => has("evalsha", keys.ledger(id), '"delivered"')).toBe(1);
  watching.stop();
  expect(has("get", keys.body(id))).toBe(1);
  expect(has("evalsha", keys.ledger(id), '"delivered"')).toBe(1);
  expect(commands.filter((one) => one.includes(":made"))).toEqual([]);
});

/** Waits for a command that holds `text`. On a bare socket: ioredis' own monitor can take the first commands for its answer. */
async function watchRedis(text: string, seen: string[] = []): Promise<{ readonly once: Promise<void>; stop(): void }> {
  const socket = connect(bench.server.port, "127.0.0.1");
  const lines = createInterface({ input: socket });
  socket.write("MONITOR\r\n");
  await once(lines, "line");
  const found = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      const parts = line.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
      const command = `[${parts.join(",")}]`.replaceAll("\\", "");
      seen.push(command);
      if (command.includes(text)) resolve();
    });
  });
  return { once: found, stop: () => socket.destroy() };
}
