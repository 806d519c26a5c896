import { normaliseDomainName } from "@postlane/contract";
import { laneOf, routeOf, type SuspensionTarget } from "@postlane/mail";

/** `all`, `lane:…`, `domain:…`, `relay:…`. @returns undefined when the text is no target */
export function parseTarget(text: string): SuspensionTarget | undefined {
  if (text === "all") return { kind: "all" };
  const colon = text.indexOf(":");
  const kind = text.slice(0, colon);
  const value = text.slice(colon + 1);
  if (colon < 0 || value === "") return undefined;
  if (kind === "relay") return { kind, relayId: value };
  if (kind === "domain") {
    const domain = domainName(value);
    return domain === undefined ? undefined : { kind, domain };
  }
  return kind === "lane" ? laneTarget(value) : undefined;
}

function laneTarget(text: string): SuspensionTarget | undefined {
  if (!/^(direct|relay):./.test(text)) return undefined;
  const route = routeOf(text);
  if (route.kind === "relay") return { kind: "lane", lane: laneOf(route) };
  const domain = domainName(route.domain);
  return domain === undefined ? undefined : { kind: "lane", lane: laneOf({ kind: "direct", domain }) };
}

/** A name, or an address literal as it stands behind an `@` (RFC 5321 section 4.1.3). */
function domainName(text: string): string | undefined {
  if (/^\[[^\]\s]+\]$/.test(text)) return text.toLowerCase();
  const name = normaliseDomainName(text);
  return name.ok ? name.value : undefined;
}
