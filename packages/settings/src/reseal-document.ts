import { sealedWith, type Sealer } from "./create-sealer.ts";
import { ownerOf, SEALED_FIELDS, type SealedField } from "./sealed-fields.ts";

export interface Resealed {
  readonly document: string;
  /** How many secrets were sealed anew. */
  readonly resealed: number;
  /** Those that do not open with any key at hand: they stay as they are. */
  readonly failed: readonly { readonly what: string; readonly reason: string }[];
}

type Entry = Record<string, unknown> & { readonly id: string };
type Document = Record<string, Entry[] | undefined>;

/** Seals what another key has sealed with the present one. Everything else in the document stays as it is, byte for byte where nothing is to do. */
export function resealDocument(text: string, sealer: Sealer): Resealed {
  const failed: { what: string; reason: string }[] = [];
  const document = JSON.parse(text) as Document;
  let resealed = 0;
  eachSealed(document, (field, entry, sealed) => {
    if (sealedWith(sealed) === sealer.keyId) return;
    const owner = ownerOf(field, entry.id);
    try {
      entry[field.sealedAs] = sealer.seal(sealer.open(sealed, owner), owner);
      resealed++;
    } catch (error) {
      failed.push({ what: `${field.what} ${entry.id}`, reason: (error as Error).message });
    }
  });
  return { document: resealed > 0 ? JSON.stringify(document) : text, resealed, failed };
}

/** How many secrets of a document each key has sealed. */
export function countSealed(text: string, counts: Map<string, number>): void {
  eachSealed(JSON.parse(text) as Document, (_field, _entry, sealed) => {
    const id = sealedWith(sealed);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  });
}

function eachSealed(document: Document, visit: (field: SealedField, entry: Entry, sealed: string) => void): void {
  for (const field of SEALED_FIELDS)
    for (const entry of document[field.section] ?? []) {
      const sealed = entry[field.sealedAs];
      if (typeof sealed === "string") visit(field, entry, sealed);
    }
}
