import type { Report } from "./audit.ts";

/** Of which recipients of which mail a report tells (RFC 3464, 2.3.2; the returned headers tell which mail). */
export function readReport(content: string): readonly Report[] {
  const testId = /^X-Postlane-Test: *(\S+)/im.exec(content)?.[1];
  if (testId === undefined) return [];
  return [...content.matchAll(/^Final-Recipient: *rfc822; *(\S+)/gim)].map(([, recipient]) => ({
    testId,
    recipient: recipient!,
  }));
}
