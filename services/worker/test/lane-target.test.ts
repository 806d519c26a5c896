import type { Relay } from "@postlane/mail";
import { describe, expect, it } from "vitest";
import { laneTarget } from "../src/lane-target.ts";

const RELAY: Relay = {
  id: "r1",
  name: "First",
  enabled: true,
  host: "relay.test",
  port: 587,
  tls: "require",
  tlsVerify: true,
  username: "u",
  password: "p",
  maxConnections: 2,
  failureDelaySeconds: 5,
  backoffFactor: 1,
  maxFailureDelaySeconds: 5,
  maxContinuous: 3,
  continuingDelaySeconds: 4,
};
const ADDRESS = { host: "mx.b.test", address: "192.0.2.1" };
const target = (lane: "direct:b.test" | "relay:r1", relays: readonly Relay[] = [RELAY]) =>
  laneTarget(lane, {
    rules: [
      { domain: "*", maxConnections: 9 },
      { domain: "b.test", maxConnections: 1, tls: "require" },
    ],
    relays,
    ehloName: "me.test",
    directPort: 25,
  });

describe("laneTarget", () => {
  it("of a domain has the pace and TLS of its rule and the port of direct delivery", () => {
    const direct = target("direct:b.test");
    expect(direct).toMatchObject({ pace: { maxConnections: 1 }, available: true, sharesSite: true });
    expect(direct.relayId).toBeUndefined();
    expect(direct.targetOf(ADDRESS)).toMatchObject({
      ...ADDRESS,
      port: 25,
      ehloName: "me.test",
      notOurselves: true,
      tls: "require",
      tlsVerify: true,
    });
    expect(direct.targetOf(ADDRESS).auth).toBeUndefined();
  });

  it("of a relay has the relay's own pace, port, TLS and login, and shares no site", () => {
    const relay = target("relay:r1");
    expect(relay).toMatchObject({ pace: RELAY, relayId: "r1", available: true, sharesSite: false });
    // An operator may well put one Postlane behind another.
    expect(relay.targetOf(ADDRESS).notOurselves).toBeUndefined();
    expect(relay.targetOf(ADDRESS)).toMatchObject({
      port: 587,
      tls: "require",
      tlsVerify: true,
      auth: { username: "u", password: "p" },
    });
  });

  it("does not log in without a password", () => {
    const { password: _, ...anonymous } = RELAY;
    expect(target("relay:r1", [anonymous]).targetOf(ADDRESS).auth).toBeUndefined();
  });

  it("is not available when the relay is switched off or gone; then the default rule's pace holds for clearing the lane", () => {
    expect(target("relay:r1", [{ ...RELAY, enabled: false }])).toMatchObject({ available: false, relayId: "r1" });
    const gone = target("relay:r1", []);
    expect(gone).toMatchObject({ available: false, relayId: "r1", pace: { maxConnections: 9 } });
    expect(() => gone.targetOf(ADDRESS)).toThrow("not configured");
  });

  it("is not available when the relay's password could not be opened: nobody may try it without its login", () => {
    const { password: _, ...sealed } = RELAY;
    expect(target("relay:r1", [sealed]).available).toBe(false);
  });
});
