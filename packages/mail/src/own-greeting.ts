/** What our ingress says of itself in its greeting, behind its name. */
export const BANNER = "Postlane";

/**
 * Whether a server greets as our own ingress does: by it a worker sees that mail would go round, also where the address in between is a
 * load balancer's (RFC 5321 sections 5.1 and 6.3). Another program on a host of the same name is not us.
 * @param line the first line of the greeting, without its code
 */
export function isOwnGreeting(line: string, hostname: string): boolean {
  return line.trim().toLowerCase() === `${hostname} ESMTP ${BANNER}`.toLowerCase();
}
