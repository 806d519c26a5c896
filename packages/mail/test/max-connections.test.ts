import { expect, it } from "vitest";
import { type LaneKey, maxConnectionsOf, type Relay } from "../src/index.ts";

const relays = [{ id: "smart", maxConnections: 7 } as Relay];
const rules = [
  { domain: "*", maxConnections: 3 },
  { domain: "shop.example", maxConnections: 5 },
];

it.each<[LaneKey, number]>([
  ["direct:shop.example", 5],
  ["direct:other.example", 3],
  ["relay:smart", 7],
  ["relay:gone", 1],
])("%s may have %d", (lane, connections) => {
  expect(maxConnectionsOf(lane, rules, relays)).toBe(connections);
});
