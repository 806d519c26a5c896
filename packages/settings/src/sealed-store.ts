/** What of a store is sealed, and with which keys. */
export interface SealedSurvey {
  /** Key id → how many secrets it has sealed, in whatever the store still holds. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface ResealReport {
  readonly resealed: number;
  /** Secrets that no key at hand opens, each with the reason; they stay as they are. */
  readonly failed: readonly { readonly what: string; readonly reason: string }[];
}

/** A store whose secrets can be sealed anew with the present key. */
export interface SealedStore {
  /** Of the key that seals; undefined when POSTLANE_SECRET_KEY is not set. */
  readonly keyId: string | undefined;
  /** Of the keys that open. */
  readonly keyIds: readonly string[];
  survey(): Promise<SealedSurvey>;
  /** Safe to repeat: what is sealed with the present key stays. @throws Error when there is no key to seal with */
  reseal(by: string): Promise<ResealReport>;
}
