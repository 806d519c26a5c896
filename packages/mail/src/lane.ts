/** The queue of one next hop: `direct:<domain>` or `relay:<relay id>`. */
export type LaneKey = `direct:${string}` | `relay:${string}`;

export type Route =
  | { readonly kind: "direct"; readonly domain: string }
  | { readonly kind: "relay"; readonly relayId: string };

export function laneOf(route: Route): LaneKey {
  return route.kind === "direct" ? `direct:${route.domain}` : `relay:${route.relayId}`;
}

/** @throws Error when `lane` is not a lane key. */
export function routeOf(lane: string): Route {
  if (lane.startsWith("direct:")) return { kind: "direct", domain: lane.slice(7) };
  if (lane.startsWith("relay:")) return { kind: "relay", relayId: lane.slice(6) };
  throw new Error(`not a lane: ${lane}`);
}
