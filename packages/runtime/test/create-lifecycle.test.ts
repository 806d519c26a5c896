import { Writable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import { createLifecycle, createLogger, type Lifecycle } from "../src/index.ts";

let logged: Record<string, unknown>[];
let lifecycle: Lifecycle;
beforeEach(() => {
  logged = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  lifecycle = createLifecycle(createLogger("test", "info", {}, sink));
});

describe("closing", () => {
  it("runs in reverse order, one after another, once", async () => {
    const order: string[] = [];
    for (const name of ["redis", "server", "worker"]) {
      lifecycle.onClose(name, async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push(`${name} ends`);
      });
    }
    const [first, second] = await Promise.all([lifecycle.close(), lifecycle.close()]);
    expect([first, second]).toEqual([true, true]);
    expect(order).toEqual([
      "worker begins",
      "worker ends",
      "server begins",
      "server ends",
      "redis begins",
      "redis ends",
    ]);
  });

  it("goes on after a part that throws or hangs, and says so", async () => {
    const closed: string[] = [];
    lifecycle.onClose("first", () => void closed.push("first"));
    lifecycle.onClose("hanging", () => new Promise(() => undefined), 20);
    lifecycle.onClose("throwing", () => {
      throw new Error("broken");
    });
    lifecycle.hold("message 7");
    expect(await lifecycle.close()).toBe(false);
    expect(closed).toEqual(["first"]);
    expect(logged).toMatchObject([
      { closing: "throwing", err: { message: "broken" } },
      { closing: "hanging", busy: ["message 7"], err: { message: "did not close within 20 ms" } },
    ]);
  });

  it("aborts those who wait before it closes anything", async () => {
    let seen: boolean | undefined;
    lifecycle.onClose("part", () => void (seen = lifecycle.stopping.aborted));
    expect(lifecycle.stopping.aborted).toBe(false);
    await lifecycle.close();
    expect(seen).toBe(true);
  });
});

describe("work in flight", () => {
  it("is named and counted until it is released", () => {
    const release = lifecycle.hold("session");
    lifecycle.hold("session");
    lifecycle.hold("sweep");
    expect(lifecycle.busy()).toEqual(["session ×2", "sweep"]);
    release();
    release();
    expect(lifecycle.busy()).toEqual(["session", "sweep"]);
  });

  it("is waited for, but not for ever", async () => {
    expect(await lifecycle.idle(1)).toBe(true);
    const release = lifecycle.hold("session");
    expect(await lifecycle.idle(10)).toBe(false);
    const idle = lifecycle.idle(5000);
    release();
    expect(await idle).toBe(true);
  });
});
