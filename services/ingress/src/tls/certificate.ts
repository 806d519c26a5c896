import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { generate } from "selfsigned";

/** PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateSource {
  readonly dataDir: string;
  readonly hostname: string;
  /** Files of the operator's; both or none. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

const SELF_SIGNED_FILE = "smtp-self-signed.pem";
const SELF_SIGNED_DAYS = 3_650;

/**
 * The certificate for STARTTLS and implicit TLS: the operator's files, else a self-signed one made at the first start and kept.
 * There is always one of our own: smtp-server would fall back to a key that everybody has (hazard S26).
 * @throws Error that says which file cannot be used and why
 */
export async function loadCertificate(source: CertificateSource): Promise<Certificate> {
  const { certFile, keyFile } = source;
  if (!certFile !== !keyFile)
    throw new Error("POSTLANE_TLS_CERT and POSTLANE_TLS_KEY belong together: set both or none");
  const certificate =
    certFile && keyFile
      ? { cert: await readPem("POSTLANE_TLS_CERT", certFile), key: await readPem("POSTLANE_TLS_KEY", keyFile) }
      : await selfSigned(source);
  try {
    createSecureContext(certificate);
  } catch (error) {
    const where = certFile ? `${certFile} and ${keyFile}` : join(source.dataDir, SELF_SIGNED_FILE);
    throw new Error(`TLS certificate and key cannot be used (${where}): ${(error as Error).message}`, { cause: error });
  }
  return certificate;
}

async function readPem(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`${variable}: cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Key and certificate lie in one file, so that they always belong together. Several processes may start at once: the first wins. */
async function selfSigned({ dataDir, hostname }: CertificateSource): Promise<Certificate> {
  const file = join(dataDir, SELF_SIGNED_FILE);
  const kept = await readFile(file, "utf8").catch(ignoreMissing);
  if (kept !== undefined) return splitPem(kept);
  await mkdir(dataDir, { recursive: true });
  const fresh = join(dataDir, `${SELF_SIGNED_FILE}.${randomUUID()}`);
  try {
    await writeFile(fresh, await makePem(hostname), { mode: 0o600 });
    await link(fresh, file).catch(ignoreExisting);
  } finally {
    await rm(fresh, { force: true });
  }
  return splitPem(await readFile(file, "utf8"));
}

async function makePem(hostname: string): Promise<string> {
  const made = await generate([{ name: "commonName", value: hostname.slice(0, 64) }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + SELF_SIGNED_DAYS * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: hostname }] },
    ],
  });
  return `${made.private.trim()}\n${made.cert.trim()}\n`;
}

function splitPem(pem: string): Certificate {
  const at = pem.indexOf("-----BEGIN CERTIFICATE-----");
  return { key: pem.slice(0, at), cert: pem.slice(at) };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
