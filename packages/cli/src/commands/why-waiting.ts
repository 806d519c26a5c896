import type { operations } from "@postlane/client";
import type { CommandContext } from "../command-context.ts";
import { ApiProblem } from "../api-problem.ts";
import { askPath } from "../connection/ask-path.ts";
import { cleanText } from "../output/clean-text.ts";
import { timeAndDistance } from "../output/times.ts";

/** The one thing that holds something, as the api tells it. */
export interface Cause {
  readonly cause: string;
  readonly summary: string;
  readonly until?: string;
  readonly set_by?: {
    readonly section: string;
    readonly key: string;
    readonly field: string;
    readonly value?: unknown;
  };
  readonly place?: { readonly at?: number; readonly of: number };
  readonly estimate?: { readonly at: string };
}

export type Waiting = operations["getMessagesByIdWaiting"]["responses"][200]["content"]["application/json"];

/** Why each open delivery of a message waits; nothing when none is open, or an older api cannot tell. */
export async function whyWaiting({ client }: CommandContext, id: string): Promise<Waiting | undefined> {
  try {
    return (await askPath<Waiting>(client, "GET", ["messages", id, "waiting"])).value;
  } catch (error) {
    if (error instanceof ApiProblem && error.body.status === 404) return undefined;
    throw error;
  }
}

export function describeWaiting({ deliveries }: Waiting): string[] {
  return deliveries.flatMap((delivery) => {
    const { recipients, recipient_count } = delivery;
    const more = recipient_count > recipients.length ? ` +${recipient_count - recipients.length}` : "";
    return [
      `${cleanText(recipients.join(", "))}${more} on ${cleanText(delivery.lane)}`,
      ...describeCause(delivery).map((line) => `  ${line}`),
    ];
  });
}

export function describeCause({ summary, until, set_by, place, estimate }: Cause): string[] {
  const now = Date.now();
  const value = set_by?.value === undefined ? "" : ` = ${JSON.stringify(set_by.value)}`;
  return [
    summary,
    until && `until ${timeAndDistance(until, now)}`,
    set_by && `set by ${set_by.section}/${set_by.key} ${set_by.field}${value}`,
    place?.at !== undefined && `place ${place.at} of ${place.of}`,
    estimate && `sent about ${timeAndDistance(estimate.at, now)}`,
  ]
    .filter((line) => typeof line === "string" && line !== "")
    .map((line) => cleanText(String(line)));
}
