import { setTimeout as sleep } from "node:timers/promises";
import type { operations } from "@postlane/client";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { EXIT } from "../exit-codes.ts";
import { cleanText } from "../output/clean-text.ts";
import { examples, type Tools } from "./tools.ts";

type Recovery = operations["getRecovery"]["responses"][200]["content"]["application/json"];

const ASK_AGAIN_MS = 500;

export function recoverCommand(program: Command, { action, end }: Tools): void {
  program
    .command("recover")
    .description("queue again, from the spool, what Redis has lost (POSTLANE_DURABILITY=spool)")
    .option("--dry-run", "only count")
    .addHelpText("after", examples("recover --dry-run", "recover"))
    .action(
      action<[], { readonly dryRun?: boolean }>(async (context, _arguments, { dryRun = false }) => {
        const begun = await ask(context.client.POST("/v1/recovery", { body: { dry_run: dryRun } }));
        const run = await untilEnded(context, begun);
        context.out.answer(run, () => describe(run));
        if (run.state === "failed" || run.unreadable.length > 0) end(EXIT.failure);
      }),
    );
}

async function untilEnded(context: CommandContext, begun: Recovery): Promise<Recovery> {
  const progress = context.progress("looking into the spool");
  let run = begun;
  try {
    while (run.state === "running") {
      progress.update(`${run.looked_at} messages looked at, ${run.recovered} to be sent again`);
      await sleep(ASK_AGAIN_MS);
      run = await ask(context.client.GET("/v1/recovery"));
    }
    return run;
  } finally {
    progress.end();
  }
}

function describe(run: Recovery): string {
  return [
    `${run.looked_at} messages in the spool`,
    `${run.recovered} ${run.dry_run ? "would be queued again" : "queued again"}`,
    `${run.known} are in Redis`,
    `${run.finished} had ended`,
    ...run.unreadable.map((text) => `cannot be used: ${cleanText(text)}`),
    ...(run.detail === undefined ? [] : [`failed: ${cleanText(run.detail)}`]),
  ].join("\n");
}
