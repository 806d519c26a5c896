import type { LedgerEntry, LedgerStore } from "@postlane/ledger";
import type { LaneKey } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import type { Connection, TransactionRequest, TransactionResult } from "@postlane/smtp-client";
import { describe, expect, it } from "vitest";
import { laneTarget } from "../src/lane-target.ts";
import type { Session } from "../src/session.ts";
import type { SessionDeps } from "../src/session-deps.ts";
import { transact } from "../src/transact.ts";

const LANE: LaneKey = "direct:b.test";
const LATER = Number.MAX_SAFE_INTEGER;

/** A claim and a session that hold, but for what is said. */
function held(some: { claimUntil?: number; leaseUntil?: number; aborted?: boolean } = {}) {
  const abort = new AbortController();
  if (some.aborted) abort.abort();
  const claim: Claim = {
    lane: LANE,
    deliveryId: "m.0",
    token: "w:1",
    addedAtMs: 0,
    validUntil: some.claimUntil ?? LATER,
  };
  const session: Session = {
    id: "w:1",
    lane: LANE,
    target: laneTarget(LANE, { rules: [], relays: [], ehloName: "", directPort: 25 }),
    startedAtMs: 0,
    outages: [],
    streak: 0,
    leaseValidUntil: some.leaseUntil ?? LATER,
    claims: new Set([claim]),
    inBurst: new Set(),
    reconnectsAtStart: 0,
    launched: 0,
    abort,
  };
  return { claim, session };
}

const entry = {
  head: { envelope: { reversePath: "a@a.test" }, sizeBytes: 1 },
  delivery: { recipients: [{ address: "b@b.test" }] },
} as unknown as LedgerEntry;

/** What the client is told before a dot, when the ledger answers so. `between` happens after the mark. */
async function asked(
  { claim, session }: ReturnType<typeof held>,
  mark: () => Promise<boolean> = async () => true,
  between: () => void = () => {},
) {
  const calls: string[] = [];
  const ledger: Partial<LedgerStore> = {
    markDot: async () => (calls.push("mark"), mark()),
    unmarkDot: async () => void calls.push("unmark"),
  };
  const answers = { beforeDot: false, maySendDot: false };
  const connection: Partial<Connection> = {
    transact: async (request: TransactionRequest) => {
      answers.beforeDot = await request.beforeDot();
      between();
      answers.maySendDot = request.maySendDot();
      return { dotSent: false } as TransactionResult;
    },
  };
  const deps = { ledger, log: { warn: () => {} } } as unknown as SessionDeps;
  await transact(deps, session, connection as Connection, claim, entry, Buffer.from("x"));
  return { ...answers, calls };
}

describe("before a dot (hazards B1, B5)", () => {
  it("the mark is made, and taken back when the dot is not sent", async () => {
    expect(await asked(held())).toEqual({ beforeDot: true, maySendDot: true, calls: ["mark", "unmark"] });
  });

  it.each<[string, () => Promise<boolean>]>([
    ["is another claim's", async () => false],
    ["is not confirmed", () => Promise.reject(new Error("Command timed out"))],
  ])("a mark that %s forbids it", async (_what, mark) => {
    expect(await asked(held(), mark)).toMatchObject({ beforeDot: false });
  });

  it.each<[string, Parameters<typeof held>[0]]>([
    ["a claim that has run out", { claimUntil: 0 }],
    ["a lease that has run out", { leaseUntil: 0 }],
    ["a session that was told to stop", { aborted: true }],
  ])("%s forbids it, and no mark is made", async (_what, some) => {
    expect(await asked(held(some))).toEqual({ beforeDot: false, maySendDot: false, calls: ["unmark"] });
  });

  it.each<[string, (what: ReturnType<typeof held>) => void]>([
    ["a claim that runs out", ({ claim }) => (claim.validUntil = 0)],
    ["a lease that runs out", ({ session }) => (session.leaseValidUntil = 0)],
    ["a session that is told to stop", ({ session }) => session.abort.abort()],
  ])("%s after the mark forbids it", async (_what, happen) => {
    const what = held();
    expect(await asked(what, undefined, () => happen(what))).toMatchObject({ beforeDot: true, maySendDot: false });
  });
});
