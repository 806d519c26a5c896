import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** Sealed text has the form `v1.<key id>.<iv + tag + cipher text in base64url>`. */
export interface Sealer {
  /** @param owner what the secret belongs to; the sealed text opens for no other. @throws Error when there is no key */
  seal(secret: string, owner: string): string;
  /** @throws Error that names the variable to set */
  open(sealed: string, owner: string): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
export const NO_KEY =
  "Set POSTLANE_SECRET_KEY (`openssl rand -base64 32` makes one): passwords of relays, secrets of webhooks and DKIM keys are stored only sealed with it.";

/**
 * AES-256-GCM under POSTLANE_SECRET_KEY, 32 bytes. The key id says which key a text was sealed with without telling the key.
 */
export function createSealer(key: Buffer | undefined): Sealer {
  if (!key)
    return {
      seal: () => {
        throw new Error(NO_KEY);
      },
      open: () => {
        throw new Error(NO_KEY);
      },
    };
  const keyId = createHash("sha256").update("postlane key id").update(key).digest("hex").slice(0, 8);
  return {
    seal(secret, owner) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return `v1.${keyId}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url")}`;
    },
    open(sealed, owner) {
      const [form, sealedWith, data] = sealed.split(".");
      if (form !== "v1" || !data) throw new Error("The sealed text is damaged: save the secret again.");
      if (sealedWith !== keyId)
        throw new Error(
          `It was sealed with another key (id ${sealedWith}, this one is ${keyId}): set POSTLANE_SECRET_KEY to that key or save the secret again.`,
        );
      const bytes = Buffer.from(data, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(owner));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch (cause) {
        throw new Error("The sealed text is damaged: save the secret again.", { cause });
      }
    },
  };
}
