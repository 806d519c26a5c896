import type { Relay } from "@postlane/mail";
import type { Settings } from "./types.ts";

/** The relays that may be used, in their order: enabled, and with the password their login needs (it may not have opened with the present key). */
export function usableRelays(settings: Settings): readonly Relay[] {
  return settings.relays.filter(
    (relay) => relay.enabled && (relay.username === undefined || relay.password !== undefined),
  );
}
