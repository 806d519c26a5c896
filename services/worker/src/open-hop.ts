import type { HostAddress } from "@postlane/dns";
import type { Failure, TranscriptEntry } from "@postlane/mail";
import type { Connection } from "@postlane/smtp-client";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";

/** Addresses tried in one attempt; a longer list would hold the lane up for hours when a destination is dead. */
const MAX_ADDRESSES = 5;

export type HopResult =
  | { readonly kind: "open"; readonly connection: Connection }
  /** reached: a host took the connection, and gave up later. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly reached: boolean }
  | { readonly kind: "aborted" };

/** The hosts of a lane, tried one after another over one attempt. */
export interface Hop {
  /** Opens a connection to the next address that takes one. */
  next(): Promise<HopResult>;
  /** A host that took the connection turned out to be no use: what went wrong there counts when no other host is left. */
  gaveUp(failure: Failure): void;
  /** Everything that was tried, DNS first. */
  readonly transcript: TranscriptEntry[];
}

/** @param addresses in the order to be tried */
export function createHop(
  deps: SessionDeps,
  session: Session,
  dns: TranscriptEntry,
  addresses: readonly HostAddress[],
): Hop {
  const left = addresses.slice(0, MAX_ADDRESSES);
  const transcript: TranscriptEntry[] = [dns];
  let last: Failure | undefined;
  let reached = false;
  return {
    transcript,
    gaveUp(failure) {
      last = failure;
      reached = true;
    },
    async next() {
      for (;;) {
        if (session.abort.signal.aborted) return { kind: "aborted" };
        const address = left.shift();
        if (!address) return { kind: "failed", failure: last ?? noAddress(), reached };
        const opened = await deps.open(session.target.targetOf(address), session.abort.signal);
        if (opened.ok) {
          transcript.push(...opened.connection.opening);
          return { kind: "open", connection: opened.connection };
        }
        if (opened.aborted) return { kind: "aborted" };
        transcript.push(...opened.transcript);
        last = opened.failure;
      }
    },
  };
}

function noAddress(): Failure {
  return { scope: "site", step: "connect", enhancedCode: "4.4.1", detail: "no other host is left to try" };
}
