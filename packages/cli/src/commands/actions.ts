import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { type CommandContext, confirm } from "../command-context.ts";
import { askPath } from "../connection/ask-path.ts";
import { EXIT } from "../exit-codes.ts";
import { addFilterOptions, type MessageFilter, toQuery } from "./message-filter.ts";
import { describeOperation, type Operation, untilFinished } from "./operation.ts";
import { examples, type Tools } from "./tools.ts";

interface ActionOptions extends MessageFilter {
  readonly to?: string;
  readonly reason?: string;
  readonly silently?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type MessageAction = operations["postMessagesByIdActions"]["responses"][200]["content"]["application/json"];

const ACTIONS = [
  ["retry", "retry", "try again now what waits"],
  ["cancel", "cancel", "give up for good what has not been delivered"],
  ["hold", "hold", "keep back until released"],
  ["release", "release", "try again what is held"],
  ["move", "move", "send by a relay from now on"],
  ["assume-delivered", "assume_delivered", "take as delivered what is held because it may have arrived"],
] as const;

/** One command an action: for messages by their ids, for what a search finds, or for a whole lane. */
export function actionCommands(program: Command, tools: Tools): void {
  for (const [name, action, description] of ACTIONS) {
    const command = program
      .command(`${name} [id...]`)
      .description(`${description}: messages by id, what a search finds, or a lane`);
    if (name === "move") command.requiredOption("--to <relay>", "id of the relay");
    if (name === "cancel") command.option("--silently", "send no failure reports: for spam of a stolen login");
    addFilterOptions(command, "all mail in this lane: direct:<domain> or relay:<id>")
      .option("--reason <text>", "why; it stands in the message's story and in the audit log")
      .option("--dry-run", "only count what would be done")
      .option("-y, --yes", "do not ask first")
      .addHelpText(
        "after",
        examples(
          `${name} 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10${name === "move" ? " --to smarthost" : ""}`,
          `${name} --lane direct:example.com${name === "move" ? " --to smarthost" : ""} --dry-run`,
          `${name} --domain example.com --since 1d${name === "move" ? " --to smarthost" : ""} --reason "ticket 4711"`,
        ),
      )
      .action(
        tools.action<[readonly string[]], ActionOptions>(async (context, [ids], options) => {
          if (!(await act(context, action, ids, options))) tools.end(EXIT.failure);
        }),
      );
  }
}

/** @returns whether anything was done, or there was nothing to do */
async function act(
  context: CommandContext,
  action: string,
  ids: readonly string[],
  options: ActionOptions,
): Promise<boolean> {
  const { lane, to, reason, silently } = options;
  const filter = toQuery({ ...options, lane: undefined } as MessageFilter);
  const filtered = Object.keys(filter).length > 0;
  if ([ids.length > 0, filtered, lane !== undefined].filter(Boolean).length !== 1)
    throw usageError("Say which messages: their ids, options of a search, or --lane; one of the three.");
  const order = {
    action,
    ...(to !== undefined && { relay: to }),
    ...(reason !== undefined && { reason }),
    ...(silently && { tell_sender: false }),
  };
  const dryRun = options.dryRun ?? false;
  if (ids.length === 1) return actOnOne(context, ids[0]!, { ...order, dry_run: dryRun });
  const path = lane === undefined ? ["messages", "actions"] : ["lanes", lane, "actions"];
  const which = filtered ? { filter } : lane === undefined ? { ids } : {};
  const run = async (dry: boolean): Promise<Operation> => {
    const { value } = await askPath<Operation>(context.client, "POST", path, {
      body: { ...order, ...which, dry_run: dry },
    });
    return untilFinished(context, value);
  };
  if (!dryRun && !options.yes) {
    const preview = await run(true);
    if (preview.done + preview.after_this_attempt === 0) return tell(context, preview);
    const count = preview.done + preview.after_this_attempt;
    if (!(await confirm(context, `${action}: ${count} deliveries. Go on?`, false))) return true;
  }
  return tell(context, await run(dryRun));
}

async function actOnOne({ client, out }: CommandContext, id: string, body: object): Promise<boolean> {
  const { value } = await askPath<MessageAction>(client, "POST", ["messages", id, "actions"], { body });
  out.answer(value, () =>
    out.table(
      value.deliveries,
      [
        { title: "RECIPIENTS", value: ({ recipients }) => recipients.join(", ") },
        { title: value.dry_run ? "WOULD BE" : "RESULT", value: ({ result }) => result.replaceAll("_", " ") },
        { title: "DETAIL", value: ({ detail }) => detail, whole: true },
      ],
      "Every delivery of this message has ended.",
    ),
  );
  return value.deliveries.length > 0 && value.deliveries.some(({ result }) => result !== "not_possible");
}

function tell({ out }: CommandContext, operation: Operation): boolean {
  out.answer(operation, () => describeOperation(operation));
  return (
    operation.state === "finished" && (operation.counted === 0 || operation.done + operation.after_this_attempt > 0)
  );
}
