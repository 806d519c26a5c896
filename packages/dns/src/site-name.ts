import { createHash } from "node:crypto";

/** One name for a set of hosts, whatever their order: the first of them, and a hash of all when there are several. */
export function siteName(hosts: readonly string[]): string {
  const sorted = [...new Set(hosts.map((host) => host.toLowerCase()))].sort();
  const first = sorted[0] ?? "";
  if (sorted.length <= 1) return first;
  return `${first}+${sorted.length - 1}-${createHash("sha256").update(sorted.join(" ")).digest("hex").slice(0, 12)}`;
}
