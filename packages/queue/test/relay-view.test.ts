import { DEFAULT_RULE, type Relay } from "@postlane/mail";
import { describe, expect, it } from "vitest";
import { createRelayView, isFailingOrFull, type LaneSurvey } from "../src/index.ts";

const QUIET: LaneSurvey = { lane: "relay:r1", nowMs: 1_000, waiting: 0, delayed: 0, active: 0, sessions: 0, held: 0 };
const outage = (untilMs: number) => ({ untilMs, count: 1, error: "refused" });

describe("isFailingOrFull", () => {
  it.each<[string, Partial<LaneSurvey>, boolean]>([
    ["quiet", {}, false],
    ["all connections in use, nothing behind them", { sessions: 2 }, false],
    ["all connections in use and mail behind them", { sessions: 2, waiting: 1 }, true],
    ["a backlog and free connections", { sessions: 1, waiting: 1 }, false],
    ["asleep after an outage", { outage: outage(1_001) }, true],
    ["its sleep is over: the next mail tries it", { outage: outage(1_000) }, false],
  ])("%s", (_what, some, expected) => {
    expect(isFailingOrFull({ ...QUIET, ...some }, 2)).toBe(expected);
  });
});

describe("createRelayView", () => {
  const relay = (id: string, enabled = true): Relay => ({
    ...DEFAULT_RULE,
    tls: "none",
    id,
    name: id,
    enabled,
    host: "h",
    port: 25,
    tlsVerify: false,
  });

  it("shows enabled relays in their order, and keeps the last look while Redis is away", async () => {
    let away = false;
    let suspended: string | undefined;
    const errors: Error[] = [];
    const view = createRelayView({
      relays: () => [relay("r2"), relay("off", false), relay("r1")],
      survey: async (lane) => {
        if (away) throw new Error("away");
        return lane === "relay:r2" ? { ...QUIET, outage: outage(2_000) } : QUIET;
      },
      isSuspended: (lane) => lane === suspended,
      refreshMs: 5,
      onError: (error) => errors.push(error),
    });
    expect(view.choices()).toEqual([
      { id: "r2", usable: true },
      { id: "r1", usable: true },
    ]);
    const seen = [
      { id: "r2", usable: false },
      { id: "r1", usable: true },
    ];
    await expect.poll(() => view.choices()).toEqual(seen);
    away = true;
    await expect.poll(() => errors.length).toBeGreaterThan(1);
    expect(view.choices()).toEqual(seen);
    suspended = "relay:r1";
    expect(view.choices().map(({ usable }) => usable)).toEqual([false, false]);
    view.close();
  });
});
