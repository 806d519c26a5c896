import { isIP } from "node:net";
import { splitList } from "./parse-listen.ts";

/** Parses a comma list of networks in CIDR notation; a plain address is a network of one. */
export function parseNetworks(text: string): readonly string[] {
  return splitList(text).map((part) => {
    const [address = "", prefix, ...rest] = part.split("/");
    const version = isIP(address);
    const longest = version === 6 ? 128 : 32;
    const valid = version !== 0 && rest.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix));
    if (!valid || Number(prefix ?? longest) > longest) {
      throw new Error("a comma list of networks, such as 10.0.0.0/8, fd00::/8, 192.0.2.7");
    }
    return `${address}/${prefix ?? longest}`;
  });
}

/** Parses a comma list of DNS servers, addresses with or without a port. @returns `address:port` each */
export function parseDnsServers(text: string): readonly string[] {
  return splitList(text).map((part) => {
    if (isIP(part) === 4) return `${part}:53`;
    if (isIP(part) === 6) return `[${part}]:53`;
    const found = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(part);
    const port = Number(found?.[3]);
    const rightVersion = found && (found[1] ? isIP(found[1]) === 6 : isIP(found[2]!) === 4);
    if (!rightVersion || port < 1 || port > 65_535) {
      throw new Error("a comma list of addresses with or without port, such as 192.0.2.53, 127.0.0.1:5353, [::1]:53");
    }
    return part;
  });
}
