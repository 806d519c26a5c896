import type { Command } from "commander";
import { confirm } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { localTime } from "../output/times.ts";
import { describeChanges } from "./describe-changes.ts";
import { wholeNumber } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

const version = wholeNumber(0, Number.MAX_SAFE_INTEGER);

export function settingsHistoryCommands(settings: Command, { action }: Tools): void {
  settings
    .command("history")
    .description("the last versions: when, and by whom")
    .action(
      action<[], object>(async ({ client, out }) => {
        const history = await ask(client.GET("/v1/settings/history"));
        out.answer(history, () =>
          out.table(
            history.items,
            [
              { title: "VERSION", value: (entry) => entry.version, align: "right" },
              { title: "SAVED", value: (entry) => localTime(entry.saved_at) },
              { title: "BY", value: (entry) => entry.by },
            ],
            "The settings were never changed.",
          ),
        );
      }),
    );

  settings
    .command("diff")
    .description("what changed from one version to another, or to now")
    .argument("<from>", "version to start from", version)
    .argument("[to]", "version to end at; without it, the current one", version)
    .addHelpText("after", examples("settings diff 6", "settings diff 6 7"))
    .action(
      action<[number, number | undefined], object>(async ({ client, out }, [from, to]) => {
        const query = { from, ...(to !== undefined && { to }) };
        const diff = await ask(client.GET("/v1/settings/diff", { params: { query } }));
        out.answer(diff, () => describeChanges(diff.changes, out));
      }),
    );

  settings
    .command("rollback")
    .description("make an earlier version the current one; shows what changes and asks first")
    .argument("<version>", "a version of the history", version)
    .option("-y, --yes", "do not ask first")
    .addHelpText("after", examples("settings rollback 7", "settings rollback 7 --yes"))
    .action(
      action<[number], { yes?: boolean }>(async (context, [to], { yes }) => {
        const { client, out } = context;
        const history = await ask(client.GET("/v1/settings/history"));
        const current = Math.max(0, ...history.items.map((entry) => entry.version));
        const { changes } = await ask(client.GET("/v1/settings/diff", { params: { query: { from: current, to } } }));
        if (changes.length === 0) return out.answer({ changes }, () => "Nothing changes.");
        if (!out.json && !yes) out.say(describeChanges(changes, out));
        if (!(await confirm(context, `Go back to version ${to} (${changes.length} changes)?`, yes))) return;
        const headers = { "if-match": `"${current}"` };
        await ask(client.POST("/v1/settings/rollback", { body: { version: to }, headers }));
        out.answer({ changes }, () => `back to version ${to}: ${changes.length} changes made`);
      }),
    );
}
