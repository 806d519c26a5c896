import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { askPath } from "../connection/ask-path.ts";
import { localTime } from "../output/times.ts";
import { parseMoment, wholeNumber } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

type Page = operations["getAudit"]["responses"][200]["content"]["application/json"];

interface AuditOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly since?: string;
  readonly until?: string;
  readonly cursor?: string;
  readonly limit: number;
}

export function auditCommand(program: Command, { action }: Tools): void {
  program
    .command("audit")
    .description("who did what, newest first")
    .option("--actor <name>", "who")
    .option("--action <name>", "what: messages.cancel, suspension.added, settings.changed")
    .option("--target <text>", "to what: a message, a lane, a path of the settings")
    .option("--since <when>", "then or later: 2h, 2026-03-10", parseMoment)
    .option("--until <when>", "before", parseMoment)
    .option("--cursor <id>", "go on after this entry")
    .option("--limit <n>", "how many at most", wholeNumber(1, 500), 100)
    .addHelpText("after", examples("audit --since 1d", "audit --action settings.changed --json"))
    .action(
      action<[], AuditOptions>(async ({ client, out }, _args, { since, until, ...rest }) => {
        const query = {
          ...rest,
          ...(since !== undefined && { from: since }),
          ...(until !== undefined && { to: until }),
        };
        const { value } = await askPath<Page>(client, "GET", ["audit"], { query });
        out.answer(value, () =>
          out.table(
            value.items,
            [
              { title: "AT", value: ({ at }) => localTime(at) },
              { title: "WHO", value: ({ actor }) => actor },
              { title: "WHAT", value: ({ action: what }) => what },
              { title: "TO", value: ({ target }) => target },
              {
                title: "DETAIL",
                value: ({ detail }) => (Object.keys(detail).length === 0 ? undefined : JSON.stringify(detail)),
                whole: true,
              },
            ],
            "Nothing was done.",
          ),
        );
        if (value.unavailable.length > 0) out.note("The database cannot be asked now: older entries are missing here.");
        if (value.next_cursor !== undefined) out.note(`There are more: add --cursor ${value.next_cursor}.`);
      }),
    );
}
