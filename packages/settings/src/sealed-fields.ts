/** A field of the settings that is stored only sealed with POSTLANE_SECRET_KEY. */
export interface SealedField {
  readonly section: "relays" | "webhooks" | "dkimKeys";
  readonly field: string;
  /** What it is called in the stored document, sealed. */
  readonly sealedAs: string;
  /** In words. */
  readonly what: string;
}

/** Every sealed field there is: whoever opens, seals anew or hides secrets walks this table. Entries of these sections are found by `id`. */
export const SEALED_FIELDS: readonly SealedField[] = [
  { section: "relays", field: "password", sealedAs: "sealedPassword", what: "password of relay" },
  { section: "webhooks", field: "secret", sealedAs: "sealedSecret", what: "secret of webhook" },
  { section: "webhooks", field: "previousSecret", sealedAs: "sealedPreviousSecret", what: "secret before of webhook" },
  { section: "webhooks", field: "headers", sealedAs: "sealedHeaders", what: "headers of webhook" },
  { section: "dkimKeys", field: "privateKey", sealedAs: "sealedPrivateKey", what: "private key of DKIM key" },
];

const SINGULAR = { relays: "relay", webhooks: "webhook", dkimKeys: "dkim-key" } as const;

/** What a sealed text belongs to; it opens for no other field and no other entry. */
export function ownerOf({ section, field }: SealedField, id: string): string {
  return `${SINGULAR[section]}:${id}:${field}`;
}

/** Fields that are never shown, neither in answers nor in what changed nor in exports. */
export const SECRET_FIELD_NAMES: ReadonlySet<string> = new Set([
  ...SEALED_FIELDS.map(({ field }) => field),
  "passwordHash",
]);
