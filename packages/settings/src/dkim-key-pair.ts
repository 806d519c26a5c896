import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

export type DkimAlgorithm = "rsa" | "ed25519";

/** A private key in PEM (PKCS #8) with its public key (SubjectPublicKeyInfo, DER in base64). */
export interface DkimKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** RFC 8301 section 3.2: signers use 2048 bits; receivers need not understand more than 4096, nor may they take less than 1024. */
const RSA_BITS = 2_048;
const LEAST_BITS = 1_024;
const MOST_BITS = 4_096;

const generate = promisify(generateKeyPair);

export async function createDkimKeyPair(algorithm: DkimAlgorithm): Promise<DkimKeyPair> {
  const pair =
    algorithm === "rsa" ? await generate("rsa", { modulusLength: RSA_BITS }) : await generate("ed25519", undefined);
  return toPair(pair.privateKey);
}

/** @throws Error whose message says what to write */
export function readDkimKeyPair(pem: string, algorithm: DkimAlgorithm): DkimKeyPair {
  const key = readKey(pem);
  if (key.asymmetricKeyType !== algorithm)
    throw new Error(`Write a key of the algorithm \`${algorithm}\`: this one is ${key.asymmetricKeyType}.`);
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && (bits < LEAST_BITS || bits > MOST_BITS))
    throw new Error(`Write a key of ${LEAST_BITS} to ${MOST_BITS} bits: this one has ${bits}.`);
  return toPair(key);
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error("Write a private key in PEM, without password: `openssl genrsa 2048` makes one.");
  }
}

function toPair(key: KeyObject): DkimKeyPair {
  return {
    privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64"),
  };
}

/** Bytes before the bare key in an Ed25519 SubjectPublicKeyInfo (RFC 8410 section 4). */
const ED25519_PREFIX_BYTES = 12;

/** The text of the TXT record (RFC 6376 section 3.6.1; for Ed25519 the bare key, RFC 8463 section 4). */
export function dkimRecordValue(algorithm: DkimAlgorithm, publicKey: string): string {
  const bare = Buffer.from(publicKey, "base64").subarray(ED25519_PREFIX_BYTES).toString("base64");
  return `v=DKIM1; k=${algorithm}; p=${algorithm === "rsa" ? publicKey : bare}`;
}
