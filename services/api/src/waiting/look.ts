import type { Suspensions } from "@postlane/control";
import type { LedgerStore } from "@postlane/ledger";
import { readSite } from "@postlane/limits";
import {
  type DeliveryFacts,
  type JobPlace,
  type LaneFacts,
  type LaneKey,
  laneOf,
  leavesWay,
  type LedgerDelivery,
  type MessageHead,
  routeOf,
  ruleFor,
  ruleSource,
  suspensionOf,
} from "@postlane/mail";
import type { LaneInspection, LaneInspector, Located } from "@postlane/queue";
import { keys, type RedisClient } from "@postlane/redis";
import { type Settings, usableRelays } from "@postlane/settings";
import { type Spool, SpoolMissing } from "@postlane/spool";
import { type Fleet, laneFacts, siteOf, workerOf } from "./lane-facts.ts";

export interface LookDeps {
  readonly redis: RedisClient;
  readonly inspector: LaneInspector;
  readonly ledger: LedgerStore;
  readonly spool: Pick<Spool, "get">;
  readonly suspensions: Pick<Suspensions, "current">;
  readonly settings: () => Settings;
  /** Silence after which a worker counts as dead, milliseconds. */
  readonly deadAfterMs: number;
}

/** One look at what holds mail: whatever several questions need is read once. */
export interface Look {
  lane(lane: LaneKey): Promise<LaneLook>;
  delivery(head: MessageHead, delivery: LedgerDelivery): Promise<DeliveryFacts>;
  /** A delivery whose message has no ledger. */
  uncommitted(lane: LaneKey, deliveryId: string): Promise<DeliveryFacts>;
}

export interface LaneLook {
  readonly facts: LaneFacts;
  readonly inspection: LaneInspection;
}

/** @param samples how many times of delayed deliveries are read of each lane; default as the inspector has it */
export function createLook(deps: LookDeps, samples?: number): Look {
  const settings = deps.settings();
  const lanes = new Map<LaneKey, Promise<LaneLook>>();
  const sites = new Map<string, ReturnType<typeof readSite>>();
  let fleet: Promise<Fleet> | undefined;

  function lane(key: LaneKey): Promise<LaneLook> {
    return remember(lanes, key, () => lookAtLane(key));
  }

  async function lookAtLane(key: LaneKey): Promise<LaneLook> {
    const [inspection, all] = await Promise.all([deps.inspector.inspect(key, samples), (fleet ??= readFleet(deps))]);
    const { site } = inspection;
    const reading = site && (await remember(sites, site, () => readSite(deps.redis, site, inspection.nowMs)));
    const siteFacts = reading && siteOf(site, key, reading);
    return { inspection, facts: laneFacts(inspection, settings, all, siteFacts || undefined) };
  }

  async function facts(
    key: LaneKey,
    deliveryId: string,
    domain: string,
  ): Promise<Pick<DeliveryFacts, "lane" | "job" | "source"> & { readonly all: Fleet }> {
    const [located, { facts: laneWide }, all] = await Promise.all([
      deps.inspector.locate(key, deliveryId),
      lane(key),
      (fleet ??= readFleet(deps)),
    ]);
    const suspension = suspensionOf(key, domain, all.suspensions, laneWide.nowMs);
    const { suspension: _ofLane, ...rest } = laneWide;
    return {
      all,
      lane: suspension ? { ...rest, suspension } : rest,
      job: located.at === "missing" ? await findElsewhere(key, deliveryId, domain) : placeOf(located, all),
      source: (field) => ruleSource(domain, settings.domainRules, field),
    };
  }

  /** Where a delivery may still be that its ledger has sent on: the other lanes of its domain. */
  async function findElsewhere(key: LaneKey, deliveryId: string, domain: string): Promise<JobPlace> {
    const others = [
      laneOf({ kind: "direct", domain }),
      ...settings.relays.map(({ id }) => laneOf({ kind: "relay", relayId: id })),
    ];
    for (const other of others)
      if (other !== key && (await deps.inspector.locate(other, deliveryId)).at !== "missing")
        return { at: "missing", foundIn: other };
    return { at: "missing" };
  }

  return {
    lane,
    async delivery(head, delivery) {
      const { all, ...common } = await facts(delivery.lane, delivery.deliveryId, delivery.domain);
      const rule = ruleFor(delivery.domain, settings.domainRules);
      const choices = usableRelays(settings).map(({ id }) => ({ id, usable: true }));
      const dot = delivery.state === "dot" ? (await deps.ledger.read(delivery.deliveryId))?.dot : undefined;
      // Only what could not even be tried may lack its body.
      const suspect = common.job.at === "delayed" && delivery.progress.attempts === 0;
      return {
        ...common,
        ledger: {
          state: delivery.state,
          progress: delivery.progress,
          expiresAtMs: head.receivedAtMs + rule.expireAfterSeconds * 1000,
          bodyMissing: suspect && (await isMissing(deps.spool, head.spoolRef)),
          ...(delivery.hold && { hold: delivery.hold }),
          ...(delivery.wish && { wish: delivery.wish }),
          ...(dot && {
            dot: { sinceMs: dot.sinceMs, worker: workerOf(dot.token), workerAlive: all.alive.has(workerOf(dot.token)) },
          }),
        },
        hasWay: leavesWay(delivery.lane, delivery.domain, delivery.progress, rule, choices),
      };
    },
    async uncommitted(laneKey, deliveryId) {
      const route = routeOf(laneKey);
      const domain = route.kind === "direct" ? route.domain : "*";
      const { all: _fleet, ...common } = await facts(laneKey, deliveryId, domain);
      return { ...common, hasWay: true };
    },
  };
}

async function readFleet({ redis, inspector, suspensions, deadAfterMs }: LookDeps): Promise<Fleet> {
  const [[seconds], signedIn, ticketsWaiting] = await Promise.all([
    redis.time(),
    redis.zrange(keys.workersAlive(), "0", "-1", "WITHSCORES"),
    inspector.ticketsWaiting(),
  ]);
  const oldest = Number(seconds) * 1000 - deadAfterMs;
  const alive = new Set<string>();
  for (let i = 0; i < signedIn.length; i += 2) if (Number(signedIn[i + 1]) > oldest) alive.add(signedIn[i]!);
  return { alive, ticketsWaiting, suspensions: suspensions.current() };
}

function placeOf(located: Exclude<Located, { at: "missing" }>, { alive }: Fleet): JobPlace {
  if (located.at === "active") {
    const worker = located.token === undefined ? undefined : workerOf(located.token);
    return {
      at: "active",
      inBurst: located.begun,
      workerAlive: worker !== undefined && alive.has(worker),
      ...(worker !== undefined && { worker }),
      ...(located.sinceMs !== undefined && { sinceMs: located.sinceMs }),
    };
  }
  return located;
}

async function isMissing(spool: Pick<Spool, "get">, ref: string): Promise<boolean> {
  try {
    (await spool.get(ref)).destroy();
    return false;
  } catch (error) {
    // A spool that cannot be read from here may well be read by a worker.
    return error instanceof SpoolMissing;
  }
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
