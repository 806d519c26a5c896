import type { operations } from "@postlane/client";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandContext } from "../command-context.ts";
import { askPath } from "../connection/ask-path.ts";
import { cleanText } from "../output/clean-text.ts";

/** An action on many deliveries, as the api tells how far it has come. */
export type Operation = operations["getOperationsById"]["responses"][200]["content"]["application/json"];

const ASK_AGAIN_MS = 500;

/** Waits for its end, and tells on a terminal how far it is. */
export async function untilFinished(context: CommandContext, started: Operation): Promise<Operation> {
  const progress = context.progress(`${started.action}: begun`);
  let now = started;
  try {
    while (now.state === "running" || now.state === "interrupted") {
      const of = now.expected === undefined ? "" : ` of ${now.expected}`;
      progress.update(`${now.dry_run ? "counting" : now.action}: ${now.counted}${of} deliveries`);
      await sleep(ASK_AGAIN_MS);
      now = (await askPath<Operation>(context.client, "GET", ["operations", now.id])).value;
    }
    return now;
  } finally {
    progress.end();
  }
}

export function describeOperation({
  dry_run,
  action,
  counted,
  done,
  after_this_attempt,
  not_possible,
  why_not,
  error,
  state,
}: Operation): string {
  if (counted === 0 && state === "finished") return "There was nothing to do.";
  const reasons = Object.entries(why_not).map(([reason, count]) => `  ${count} × ${cleanText(reason)}`);
  return [
    `${action}${dry_run ? " (dry run)" : ""}: ${counted} deliveries looked at`,
    `${done} ${dry_run ? "would be done" : "done"}`,
    ...(after_this_attempt > 0 ? [`${after_this_attempt} being sent just now: done after that, unless delivered`] : []),
    ...(not_possible > 0 ? [`${not_possible} left as they are`, ...reasons] : []),
    ...(error === undefined ? [] : [`failed: ${cleanText(error)}`]),
  ].join("\n");
}
