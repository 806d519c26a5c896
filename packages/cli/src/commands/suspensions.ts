import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { confirm } from "../command-context.ts";
import { askPath } from "../connection/ask-path.ts";
import { localTime, timeAndDistance } from "../output/times.ts";
import { parseDeadline } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

type Suspended = operations["postSuspensions"]["responses"][201]["content"]["application/json"];
type Suspension = operations["getSuspensionsById"]["responses"][200]["content"]["application/json"];

export function suspensionCommands(program: Command, { action }: Tools): void {
  program
    .command("suspend <target>")
    .description("send nothing new there: a lane, a domain, a relay, or all; what is being sent is not torn")
    .requiredOption("--reason <text>", "why, for everybody who wonders")
    .option("--until <when>", "when it ends by itself: 2h, 2026-03-10T12:00", parseDeadline)
    .option("-y, --yes", "do not ask first (all)")
    .addHelpText(
      "after",
      examples(
        "suspend example.com --until 2h --reason 'they asked us to slow down'",
        "suspend lane:direct:example.com --reason maintenance",
        "suspend relay:smarthost --reason 'certificate expired'",
        "suspend all --reason 'ticket 4711' --yes",
      ),
    )
    .action(
      action<[string], { reason: string; until?: string; yes?: boolean }>(
        async (context, [text], { reason, until, yes }) => {
          const { client, out } = context;
          const target = targetOf(text);
          if (target === "all" && !(await confirm(context, "Suspend all delivery?", yes))) return;
          const body = { target, reason, ...(until !== undefined && { until }) };
          const { value } = await askPath<Suspended>(client, "POST", ["suspensions"], { body });
          out.answer(
            value,
            () => `${target} is suspended until ${timeAndDistance(value.until, Date.now()) ?? "somebody resumes it"}`,
          );
          const late = value.unconfirmed_workers;
          if (late.length > 0)
            out.note(`Not yet confirmed by ${late.join(", ")}: one that is dead is named for some seconds.`);
        },
      ),
    );

  program
    .command("resume <target>")
    .description("end a suspension: the mail that waits there goes on at once")
    .addHelpText("after", examples("resume example.com", "resume all"))
    .action(
      action<[string], object>(async ({ client, out }, [text]) => {
        const target = targetOf(text);
        const { value } = await askPath<Suspension>(client, "DELETE", ["suspensions", target]);
        out.answer(value, () => `${target} goes on`);
      }),
    );

  program
    .command("suspensions")
    .description("what is suspended, by whom and why")
    .addHelpText("after", examples("suspensions"))
    .action(
      action<[], object>(async ({ client, out }) => {
        const { value } = await askPath<{ items: readonly Suspension[] }>(client, "GET", ["suspensions"]);
        out.answer(value, () =>
          out.table(
            value.items,
            [
              { title: "TARGET", value: ({ id }) => id },
              { title: "SINCE", value: ({ since }) => localTime(since) },
              { title: "UNTIL", value: ({ until }) => localTime(until) ?? "resumed" },
              { title: "BY", value: ({ by }) => by },
              { title: "REASON", value: ({ reason }) => reason, whole: true },
            ],
            "Nothing is suspended.",
          ),
        );
      }),
    );
}

/** People write a domain or a lane as it is; the api wants to know which it is. */
export function targetOf(text: string): string {
  if (text.startsWith("direct:")) return `lane:${text}`;
  return text === "all" || text.includes(":") ? text : `domain:${text}`;
}
