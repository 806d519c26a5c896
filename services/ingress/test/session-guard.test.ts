import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../src/limits.ts";
import { type GuardedSession, isOverdue } from "../src/session-guard.ts";

describe("a session", () => {
  const session: GuardedSession = {
    committing: false,
    waitsForUs: false,
    upgrading: false,
    incoming: undefined,
    repliedAtMs: 0,
    productiveAtMs: 0,
  };
  const incoming = (startedAtMs: number, bytes: number) =>
    ({ startedAtMs, content: { bytes } }) as NonNullable<GuardedSession["incoming"]>;
  it.each<[string, Partial<GuardedSession>, number, boolean]>([
    ["idle for 5 minutes", {}, 300_000, false],
    ["idle for longer", {}, 300_001, true],
    ["half an hour of NOOP", { repliedAtMs: 1_800_000 }, 1_800_001, true],
    ["productive", { repliedAtMs: 1_800_000, productiveAtMs: 1_700_000 }, 1_800_001, false],
    ["committing for an hour", { committing: true }, 3_600_000, false],
    ["waiting for us for an hour", { waitsForUs: true }, 3_600_000, false],
    ["shaking hands for 31 s", { upgrading: true }, 31_000, true],
    ["content for 301 s without a byte", { incoming: incoming(0, 0) }, 301_000, true],
    ["40 MB in an hour", { incoming: incoming(0, 40_000_000) }, 3_600_000, false],
    ["1 MB in an hour", { incoming: incoming(0, 1_000_000) }, 3_600_000, true],
  ])("%s: overdue is %s", (_what, state, nowMs, overdue) => {
    expect(isOverdue({ ...session, ...state }, DEFAULT_LIMITS, nowMs)).toBe(overdue);
  });
});
