import { type LedgerDelivery, ruleFor, type Wish } from "@postlane/mail";
import type { ControlDeps } from "./types.ts";

/** @returns why a wish cannot come true for a delivery that is open or held, or undefined when it can */
export function whyNot(
  { rules, relays }: Pick<ControlDeps, "rules" | "relays">,
  { state, domain, hold }: LedgerDelivery,
  { action, relayId }: Pick<Wish, "action" | "relayId">,
): string | undefined {
  const held = state === "held";
  switch (action) {
    case "cancel":
      return undefined;
    case "hold":
      return held ? "it is held already" : undefined;
    case "release":
      return held ? undefined : "it is not held";
    case "assume_delivered":
      if (!held) return "it is not held";
      return hold?.uncertain ? undefined : "nothing says that it may have arrived: it was held before it was sent";
    case "move": {
      if (held) return "it is held: release it first";
      if (!relays().some(({ id, enabled }) => id === relayId && enabled))
        return `relay ${relayId} is gone or switched off`;
      const { pattern, relayAttempts } = ruleFor(domain, rules());
      return relayAttempts > 0 ? undefined : `rule ${pattern} allows no attempts by relay`;
    }
  }
}
