import { createHash } from "node:crypto";
import { databaseText, INDEXED_CHARACTERS } from "../database-text.ts";

/** An address as the log keeps it. One too long for an index is cut in its local part, and told from others like it by a hash. */
export function addressKey(address: string): string {
  if (address.length <= INDEXED_CHARACTERS) return databaseText(address, INDEXED_CHARACTERS);
  const hash = createHash("sha256").update(address).digest("hex").slice(0, 16);
  return databaseText(`${address.slice(0, 100)}…${hash}${address.slice(-255)}`, INDEXED_CHARACTERS);
}
