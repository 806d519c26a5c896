import { describe, expect, it } from "vitest";
import { deliveryIdOf, domainOf, laneOf, messageIdOf, routeOf } from "../src/index.ts";

describe("lane keys", () => {
  it.each(["direct:b.test", "direct:[IPv6:2001:db8::1]", "relay:r1", "relay:a:b"])(
    "%s names its route and back",
    (lane) => {
      expect(laneOf(routeOf(lane))).toBe(lane);
    },
  );

  it.each(["", "b.test", "site:b.test", "DIRECT:b.test"])("%j is none", (text) => {
    expect(() => routeOf(text)).toThrow("not a lane");
  });
});

describe("ids", () => {
  it("tell the message of a delivery", () => {
    expect(messageIdOf(deliveryIdOf("0197a-b", 12))).toBe("0197a-b");
  });

  it("tell the domain of an address, also with an @ in a quoted local part", () => {
    expect(domainOf('"a@b"@c.test')).toBe("c.test");
  });
});
