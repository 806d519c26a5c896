import type { Scope } from "../http/access-scope.ts";

/** Who asks and what they may do. */
export interface Identity {
  /** For people, in audit log and history: `token ops-bot (1a2b3c4d5e6f)`. */
  readonly actor: string;
  readonly scope: Scope;
  /** By what it is known: an API token, a console session opened with one, or the admin token of the environment. */
  readonly via: "token" | "session" | "environment";
  readonly token?: TokenIdentity | undefined;
  readonly session?: { readonly id: string; readonly csrfToken: string; readonly endsAtMs: number } | undefined;
  readonly rate?: Rate | undefined;
  /** Asked while a long answer is under way. */
  readonly stillGood: () => Promise<boolean>;
}

export interface TokenIdentity {
  readonly id: string;
  readonly name: string;
  readonly expiresAtMs: number | undefined;
  /** Addresses and domains it may send from; undefined is any. */
  readonly allowedSenders: readonly string[] | undefined;
}

export interface Rate {
  readonly limit: number;
  readonly remaining: number;
  /** Until all of the limit is there again. */
  readonly resetSeconds: number;
}
