import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { makeDirectory, unusableDirectory, writeOnce } from "@postlane/runtime";
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
 * One of our own that a loss of power has left empty is made anew.
 * @throws Error that says which file or directory cannot be used and why
 */
export async function loadCertificate(source: CertificateSource): Promise<Certificate> {
  const { certFile, keyFile } = source;
  if (!certFile !== !keyFile)
    throw new Error("POSTLANE_TLS_CERT and POSTLANE_TLS_KEY belong together: set both or none");
  const certificate =
    certFile && keyFile
      ? { cert: await readPem("POSTLANE_TLS_CERT", certFile), key: await readPem("POSTLANE_TLS_KEY", keyFile) }
      : await selfSigned(source).catch((cause: unknown) => {
          throw unusableDirectory(
            { what: "data directory", path: source.dataDir, setting: "POSTLANE_DATA_DIR" },
            cause,
          );
        });
  try {
    createSecureContext(certificate);
  } catch (error) {
    const where = certFile ? `${certFile} and ${keyFile}` : join(source.dataDir, SELF_SIGNED_FILE);
    const hint = certFile ? "" : "; remove that file, and the next start makes a new one";
    const why = (error as Error).message;
    throw new Error(`TLS certificate and key cannot be used (${where}): ${why}${hint}`, { cause: error });
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
  const isTorn = kept !== undefined && /^[\0\s]*$/.test(kept);
  if (kept !== undefined && !isTorn) return splitPem(kept);
  await makeDirectory(dataDir);
  const made = await makePem(hostname);
  // Another process that starts may have mended it meanwhile.
  if (isTorn && (await readFile(file, "utf8").catch(ignoreMissing)) === kept) await rm(file);
  await writeOnce(file, made);
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
