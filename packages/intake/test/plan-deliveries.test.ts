import type { DomainRule, RelayChoice } from "@postlane/mail";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planDeliveries } from "../src/index.ts";

// The same inputs each time, so that a run tells of the change at hand; another number draws others.
fc.configureGlobal({ seed: 20_261_123 });

const RULES: readonly DomainRule[] = [{ domain: "*" }, { domain: "relayed.test", directAttempts: 0 }];
const RELAYS: readonly RelayChoice[] = [
  { id: "failing", usable: false },
  { id: "r2", usable: true },
];
const to = (...addresses: string[]) => addresses.map((address) => ({ address }));

describe("planDeliveries", () => {
  it("makes one delivery per domain, on the first lane of its route", () => {
    const planned = planDeliveries("m", to("a@b.test", "a@relayed.test", "b@b.test"), RULES, RELAYS, 9);
    expect(planned.map(({ deliveryId, lane, recipients }) => ({ deliveryId, lane, n: recipients.length }))).toEqual([
      { deliveryId: "m.0", lane: "direct:b.test", n: 2 },
      { deliveryId: "m.1", lane: "relay:r2", n: 1 },
    ]);
    expect(planned[0]).toMatchObject({ state: "open", progress: { attempts: 0, laneSinceMs: 9 } });
  });

  it("says which domain has no route", () => {
    expect(() => planDeliveries("m", to("a@b.test", "a@relayed.test"), RULES, [], 9)).toThrow(
      "no route for relayed.test",
    );
  });

  it("keeps every recipient once, in order, at most 100 in a delivery, and full deliveries only", () => {
    const counts = fc.array(fc.integer({ min: 1, max: 320 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, (perDomain) => {
        const all = perDomain.flatMap((count, d) => Array.from({ length: count }, (_, n) => `u${n}@d${d}.test`));
        const planned = planDeliveries("m", to(...all), [], [], 9);
        expect(planned.flatMap((one) => one.recipients.map(({ address }) => address))).toEqual(all);
        expect(planned.map(({ recipients }) => recipients.length)).toEqual(
          perDomain.flatMap((count) =>
            [...Array<number>(Math.floor(count / 100)).fill(100), count % 100].filter(Boolean),
          ),
        );
        expect(new Set(planned.map(({ deliveryId }) => deliveryId)).size).toBe(planned.length);
      }),
    );
  });
});
