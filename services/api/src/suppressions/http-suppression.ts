import type { HttpSuppression } from "@postlane/contract";
import { parseDomain, parseSuppressionName } from "@postlane/mail";
import { BadCursor, type Suppression } from "@postlane/suppressions";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import { timeOf } from "../messages/log-record.ts";

export function toHttpSuppression(entry: Suppression): HttpSuppression {
  return {
    address: entry.address,
    source: entry.source === "manual" ? "manual" : "hard_bounce",
    reason: entry.reason,
    message_id: entry.messageId,
    reply: entry.reply,
    created_by: entry.createdBy,
    created_at: timeOf(entry.createdAtMs),
    expires_at: entry.expiresAtMs === undefined ? undefined : timeOf(entry.expiresAtMs),
    hits: entry.hits,
  };
}

/** The one form of the name in a path. @throws HttpProblem */
export function nameOf(text: string): string {
  const name = parseSuppressionName(text);
  if ("key" in name) return name.key;
  const message = `Write an address such as \`ann@example.com\`, or \`@example.com\` for a whole domain: ${name.problem}.`;
  throw invalidInput([{ field: "address", message }]);
}

/** @throws HttpProblem */
export function domainParameter(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const domain = parseDomain(text.replace(/^@/, ""));
  if (domain !== undefined) return domain;
  throw invalidInput([{ field: "domain", message: "Write a domain such as `example.com`." }]);
}

/** Unix milliseconds of a time to come. @throws HttpProblem */
export function expiryOf(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const atMs = Date.parse(text);
  if (atMs > nowMs) return atMs;
  throw invalidInput([{ field: "/expires_at", message: "Write a time to come, or leave it out." }]);
}

/** Waits for the list. @throws HttpProblem */
export async function fromList<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof BadCursor)
      throw invalidInput([{ field: "cursor", message: "Write the `next_cursor` of a page, or leave it out." }]);
    const detail = "Redis does not answer, so the suppression list cannot be used now.";
    throw new HttpProblem("unavailable", detail, [], { cause });
  }
}
