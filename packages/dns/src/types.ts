import type { Failure, TranscriptEntry } from "@postlane/mail";

export interface HostAddress {
  readonly host: string;
  readonly address: string;
}

export type NextHop =
  | {
      readonly ok: true;
      /** In the order to try: by preference, shuffled inside one, every address of a host together; at most `maxAddresses`. */
      readonly addresses: readonly HostAddress[];
      /** The MX set as a name that domains with the same hosts share. */
      readonly site: string;
      readonly entry: TranscriptEntry;
    }
  | { readonly ok: false; readonly failure: Failure; readonly entry: TranscriptEntry };

/** Finds where mail of a domain goes. Never throws: what DNS cannot say is a Failure. */
export interface Resolver {
  /** MX, else A/AAAA of the domain itself (RFC 5321 section 5.1); null MX (RFC 7505) and NXDOMAIN are permanent, all else temporary. */
  resolveDomain(domain: string, signal?: AbortSignal): Promise<NextHop>;
  /** A relay's or literal's addresses: `host` is a name or an address. */
  resolveHost(host: string, signal?: AbortSignal): Promise<NextHop>;
}
