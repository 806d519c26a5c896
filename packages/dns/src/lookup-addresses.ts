import type { Failure } from "@postlane/mail";
import type { Ask } from "./ask.ts";
import type { TargetFilter } from "./target-filter.ts";
import type { HostAddress } from "./types.ts";

/** What a look-up needs. */
export interface Lookup {
  readonly ask: Ask;
  readonly filter: TargetFilter;
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

/** A and AAAA of a name, asked side by side. */
export async function lookupAddresses(name: string, ask: Ask): Promise<HostAddresses> {
  const answers = await Promise.all([ask.a(name), ask.aaaa(name)]);
  const addresses = answers.flatMap((answer) => (answer.kind === "found" ? answer.records : []));
  const failed = answers.find((answer) => answer.kind === "failed");
  return {
    addresses: [...new Set(addresses)],
    ...(failed ? { failed: failed.code } : {}),
  };
}
