import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Config } from "@postlane/config";

/**
 * Where mail that is delivered directly would come back to us (RFC 5321 section 5.1): addresses on which the ingress of this machine takes mail
 * at the port of direct delivery. Another mail server here, at another address or in front of another port, is a destination like any.
 */
export function ownAddresses(
  listen: Config["smtpListen"],
  directPort: number,
  interfaces: typeof networkInterfaces = networkInterfaces,
): readonly string[] {
  const hosts = listen.filter(({ port, implicitTls }) => port === directPort && !implicitTls).map(({ host }) => host);
  if (!hosts.some((host) => host === "0.0.0.0" || host === "::")) return hosts.filter((host) => isIP(host) > 0);
  return Object.values(interfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
}
