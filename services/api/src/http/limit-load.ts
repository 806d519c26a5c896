import { createNetworkMatcher } from "@postlane/dns";
import { createConnectionGate } from "@postlane/limits";
import { createSparingLog, type Metrics } from "@postlane/runtime";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { createBodyBudget } from "./body-budget.ts";
import { limitBodies } from "./limit-bodies.ts";
import { limitConnections } from "./limit-connections.ts";

/** What all clients together may take of this process. */
export interface LoadLimits {
  /** Bodies of requests that are held in memory, all together. */
  readonly bodiesMaxBytes: number;
  readonly maxConnections: number;
  /** Of one address that is neither loopback nor a trusted proxy. */
  readonly maxConnectionsPerAddress: number;
}

export interface LoadOptions {
  readonly limits: LoadLimits;
  readonly trustedProxies: readonly string[];
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
}

const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** Keeps clients from taking the process's memory and descriptors from each other. Must run before the routes are registered. */
export function limitLoad(app: FastifyInstance, { limits, trustedProxies, metrics, log }: LoadOptions): void {
  const { bodiesMaxBytes, maxConnections, maxConnectionsPerAddress } = limits;
  const sparing = createSparingLog();
  const refused = metrics.counter({
    name: "postlane_api_refused_total",
    help: "What the api had no room for: connections, and bodies because all room was taken (full), their sender's share was (share), or they are larger than all of it (never).",
    labels: ["what"],
  });

  const budget = createBodyBudget(bodiesMaxBytes);
  metrics.gauge({
    name: "postlane_api_body_bytes",
    help: "Bytes of requests' bodies that the api holds in memory, or has promised room to.",
    collect: (gauge) => gauge.set(budget.heldBytes),
  });
  limitBodies(app, {
    budget,
    onRefused(why, owner) {
      refused.inc({ what: `body_${why}` });
      sparing.note(why, (times) => log.warn({ why, from: owner, times }, "no room for the body of a request"));
    },
  });

  const isShared = createNetworkMatcher([...LOOPBACK, ...trustedProxies]);
  const gate = createConnectionGate({ maxConnections, maxConnectionsPerAddress, isShared });
  metrics.gauge({
    name: "postlane_api_connections",
    help: "Connections to the api that are open now.",
    collect: (gauge) => gauge.set(gate.open),
  });
  limitConnections(app.server, {
    gate,
    maxConnections,
    onTurnedAway(address) {
      refused.inc({ what: "connection" });
      sparing.note("connection", (times) => log.warn({ client_address: address, times }, "too many connections"));
    },
  });
}
