import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** Sealed text has the form `v1.<key id>.<iv + tag + cipher text in base64url>`. */
export interface Sealer {
  /** Of the key that seals; undefined when there is none. */
  readonly keyId: string | undefined;
  /** Of every key that opens. */
  readonly keyIds: readonly string[];
  /** @param owner what the secret belongs to; the sealed text opens for no other. @throws Error when there is no key */
  seal(secret: string, owner: string): string;
  /** @throws Error that names the variable to set */
  open(sealed: string, owner: string): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const DAMAGED = "The sealed text is damaged: save the secret again.";
export const NO_KEY =
  "Set POSTLANE_SECRET_KEY (`openssl rand -base64 32` makes one): passwords of relays, secrets of webhooks and DKIM keys are stored only sealed with it.";

/**
 * AES-256-GCM under POSTLANE_SECRET_KEY, 32 bytes. The key id says which key a text was sealed with without telling the key.
 * @param previous keys that only open what was sealed with them
 */
export function createSealer(key: Buffer | undefined, previous: readonly Buffer[] = []): Sealer {
  const ring = new Map([...previous, ...(key ? [key] : [])].map((each) => [keyIdOf(each), each]));
  const keyId = key && keyIdOf(key);
  return {
    keyId,
    keyIds: [...ring.keys()],
    seal(secret, owner) {
      if (!key) throw new Error(NO_KEY);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return `v1.${keyId}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url")}`;
    },
    open(sealed, owner) {
      if (ring.size === 0) throw new Error(NO_KEY);
      const [form, , data] = sealed.split(".");
      if (form !== "v1" || !data) throw new Error(DAMAGED);
      const id = sealedWith(sealed);
      const opening = ring.get(id);
      if (!opening)
        throw new Error(
          `It was sealed with another key (id ${id}; there is ${[...ring.keys()].join(", ")}): add that key to POSTLANE_SECRET_KEY_PREVIOUS or save the secret again.`,
        );
      const bytes = Buffer.from(data, "base64url");
      try {
        const iv = bytes.subarray(0, IV_BYTES);
        const decipher = createDecipheriv("aes-256-gcm", opening, iv).setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch (cause) {
        throw new Error(DAMAGED, { cause });
      }
    },
  };
}

/** The id of the key a text was sealed with. */
export function sealedWith(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}

function keyIdOf(key: Buffer): string {
  return createHash("sha256").update("postlane key id").update(key).digest("hex").slice(0, 8);
}
