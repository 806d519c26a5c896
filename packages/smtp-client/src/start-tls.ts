import { isIP } from "node:net";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { Dialog } from "./dialog.ts";
import type { Target, TlsInfo, TlsSessions } from "./types.ts";

/**
 * The TLS handshake on an open connection. Certificates are verified when the target says so, never with opportunistic TLS.
 * @throws StepFailed at step starttls; a failed handshake ends the connection.
 */
export async function handshake(dialog: Dialog, sessions: TlsSessions | undefined): Promise<TlsInfo> {
  const { target, wire } = dialog;
  const verify = target.tlsVerify && target.tls !== "opportunistic";
  // A resumed session is not checked against the host name again, so verified and unverified ones are kept apart.
  const key = `${verify ? "verified" : "any"}/${target.host}/${target.port}`;
  const kept = sessions?.get(key);
  let info: TlsInfo | undefined;
  const begin = (done: (detail: string) => void) => {
    const { servername, host } = nameOf(target.host);
    const context = secureContextFor(target);
    const options = { servername, host, rejectUnauthorized: verify, secureContext: context, session: kept?.data };
    const secure = connect({ socket: wire.socket, ...options });
    secure.once("secureConnect", () => {
      info = describe(secure, kept?.verified ?? false);
      done(`${info.version} ${info.cipher}${info.verified ? ", verified" : ""}`);
    });
    secure.on("session", (data: Buffer) => sessions?.set(key, { data, verified: info?.verified ?? secure.authorized }));
    wire.upgrade(secure);
  };
  try {
    await dialog.wait("starttls", "TLS handshake", target.timeouts.commandMs, begin);
  } catch (error) {
    // It may be the kept session that the server cannot bear.
    sessions?.delete(key);
    throw error;
  }
  return info!;
}

function describe(socket: TLSSocket, keptVerified: boolean): TlsInfo {
  const verified = socket.isSessionReused() ? keptVerified : socket.authorized;
  return { version: socket.getProtocol() ?? "TLS", cipher: socket.getCipher().name, verified };
}

/** SNI takes names only (RFC 6066 section 3). */
function nameOf(host: string): { servername?: string; host: string } {
  const name = host.endsWith(".") ? host.slice(0, -1) : host;
  return isIP(name) ? { host: name } : { servername: name, host: name };
}

/** Shared by all connections: loading the root certificates is expensive. */
let strict: SecureContext | undefined;
let lenient: SecureContext | undefined;

/**
 * Opportunistic TLS takes old versions and weak keys too: the alternative is clear text (RFC 7435 section 3).
 */
function secureContextFor(target: Target): SecureContext {
  if (target.tls !== "opportunistic") return (strict ??= createSecureContext());
  return (lenient ??= createSecureContext({ minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" }));
}
