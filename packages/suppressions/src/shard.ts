import { crc32 } from "node:zlib";
import { domainOf } from "@postlane/mail";

/** The list is spread over so many hashes, so that a cluster shares it. Never changed: entries would no longer be found. */
export const SHARDS = 64;

/** A domain's entry and those of its addresses lie together, so one command asks for both. */
export function shardOf(address: string): number {
  return crc32(domainOf(address)) % SHARDS;
}

/** The name of an entry as the index sorts it: by domain, the domain's own entry first, then by local part. */
export function indexMember(address: string): string {
  const domain = domainOf(address);
  return `${domain}@${address.slice(0, -domain.length - 1)}`;
}

export function addressOfMember(member: string): string {
  const at = member.indexOf("@");
  return `${member.slice(at + 1)}@${member.slice(0, at)}`;
}
