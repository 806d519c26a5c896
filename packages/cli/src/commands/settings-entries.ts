import { type Command, Option } from "commander";
import { stringify } from "yaml";
import { ApiProblem } from "../api-problem.ts";
import { usageError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../command-context.ts";
import { askPath } from "../connection/ask-path.ts";
import { EXIT } from "../exit-codes.ts";
import { cleanLines } from "../output/clean-text.ts";
import { parseAssignments, parseEntryPath, parseSettingsPath } from "./settings-path.ts";
import { examples, type Tools } from "./tools.ts";

const KEY_FIELDS: Readonly<Record<string, string>> = {
  "domain-rules": "domain",
  relays: "id",
  "access-rules": "network",
  credentials: "username",
  webhooks: "id",
  "dkim-keys": "id",
};

export function settingsEntryCommands(settings: Command, { action }: Tools): void {
  settings
    .command("get [path]")
    .description("show all settings, a section, or one entry")
    .addHelpText(
      "after",
      examples(
        "settings get",
        "settings get general",
        "settings get relays",
        "settings get domain-rules/example.com --json",
      ),
    )
    .action(
      action<[string | undefined], object>(async (context, [text]) => {
        const path = parseSettingsPath(text);
        const parts = { all: ["settings"], general: ["general"], section: [], entry: [] }[path.kind];
        const address =
          path.kind === "section" ? [path.section] : path.kind === "entry" ? [path.section, path.key] : parts;
        const { value } = await askPath(context.client, "GET", address);
        show(context, path.kind === "section" ? (value as { items: unknown }).items : value);
      }),
    );

  settings
    .command("set <path> <field=value...>")
    .description("change fields of the general settings or of an entry; an entry that does not exist is added")
    .addHelpText(
      "after",
      examples(
        "settings set general maxRecipients=500",
        "settings set domain-rules/example.com maxConnections=2",
        "settings set relays/smarthost host=smtp.example.org port=587 username=me",
        "settings set access-rules/10.0.0.0/8 action=allow",
      ),
    )
    .action(
      action<[string, readonly string[]], object>(async (context, [text, pairs]) => {
        const path = parseSettingsPath(text);
        const fields = parseAssignments(pairs);
        if (path.kind === "general")
          return show(context, (await askPath(context.client, "PATCH", ["general"], { body: fields })).value);
        const { section, key } = parseEntryPath(text);
        show(context, await changeOrAdd(context, section, key, fields));
      }),
    );

  settings
    .command("remove <path>")
    .description("remove an entry")
    .option("-y, --yes", "do not ask first")
    .addHelpText("after", examples("settings remove domain-rules/example.com", "settings remove relays/relay-1 --yes"))
    .action(
      action<[string], { yes?: boolean }>(async (context, [text], { yes }) => {
        const { section, key } = parseEntryPath(text);
        if (!(await confirm(context, `Remove ${section}/${key}?`, yes))) return;
        await askPath(context.client, "DELETE", [section, key]);
        context.out.answer({ removed: `${section}/${key}` }, () => "removed");
      }),
    );

  settings
    .command("move <path>")
    .description("move a relay or access rule in its order")
    .addOption(new Option("--to <place>", "where to").choices(["top", "up", "down", "bottom"]).makeOptionMandatory())
    .addHelpText("after", examples("settings move relays/relay-2 --to top"))
    .action(
      action<[string], { to: string }>(async (context, [text], { to }) => {
        const { section, key } = parseEntryPath(text);
        const { value } = await askPath(context.client, "POST", [section, key, "move"], { body: { to } });
        const { items } = value as { items: readonly Record<string, unknown>[] };
        context.out.answer(value, () =>
          items.map((entry, at) => `${at + 1}. ${cleanLines(String(entry[KEY_FIELDS[section]!]))}`).join("\n"),
        );
      }),
    );
}

async function changeOrAdd(
  { client }: CommandContext,
  section: string,
  key: string,
  fields: Record<string, unknown>,
): Promise<unknown> {
  try {
    return (await askPath(client, "PATCH", [section, key], { body: fields })).value;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.exitCode !== EXIT.notFound || error.body.code === "no_such_route")
      throw error;
    const keyField = KEY_FIELDS[section];
    if (keyField === undefined) throw usageError(`Entries of ${section} cannot be added here.`);
    return (await askPath(client, "POST", [section], { body: { [keyField]: key, ...fields } })).value;
  }
}

/** For people as settings.yaml has it. */
function show({ out }: CommandContext, value: unknown): void {
  out.answer(value, () => cleanLines(stringify(value, { lineWidth: 0 })).trimEnd());
}
