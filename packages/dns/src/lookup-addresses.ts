import type { Failure } from "@postlane/mail";
import ipaddr from "ipaddr.js";
import type { Ask } from "./ask.ts";
import type { TargetFilter } from "./target-filter.ts";
import type { HostAddress } from "./types.ts";

/** What a look-up needs. */
export interface Lookup {
  readonly ask: Ask;
  readonly filter: TargetFilter;
  readonly relayFilter: TargetFilter;
  readonly ownNames: ReadonlySet<string>;
  readonly ownAddresses: ReadonlySet<string>;
  readonly random: () => number;
}

export type Found =
  | {
      readonly ok: true;
      readonly addresses: readonly HostAddress[];
      readonly site: string;
      /** For the transcript: what DNS said. */
      readonly detail: string;
    }
  | { readonly ok: false; readonly failure: Failure };

export function refusal(enhancedCode: string, detail: string): Found {
  return { ok: false, failure: { scope: "site", step: "dns", enhancedCode, detail } };
}

export interface HostAddresses {
  /** IPv4 first: it is what most servers can reach. */
  readonly addresses: readonly string[];
  /** Set when DNS could not say all: more addresses may exist. */
  readonly failed?: string;
}

/** One form for one address, so that whoever compares it sees what it is: `::ffff:192.0.2.1` is 192.0.2.1 (RFC 4291 section 2.5.5.2). */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/** A and AAAA of a name, asked side by side. */
export async function lookupAddresses(name: string, ask: Ask): Promise<HostAddresses> {
  const answers = await Promise.all([ask.a(name), ask.aaaa(name)]);
  const addresses = answers.flatMap((answer) => (answer.kind === "found" ? answer.records : []));
  const failed = answers.find((answer) => answer.kind === "failed");
  return {
    addresses: [...new Set(addresses.map(plainAddress))],
    ...(failed ? { failed: failed.code } : {}),
  };
}
