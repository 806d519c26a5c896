import { readFile, writeFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { parse, YAMLParseError } from "yaml";
import { usageError } from "../cli-error.ts";
import { type CommandContext, confirm } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { askPath } from "../connection/ask-path.ts";
import { cleanLines } from "../output/clean-text.ts";
import { describeChanges } from "./describe-changes.ts";
import { examples, type Tools } from "./tools.ts";

type Preview = operations["postSettingsPreview"]["responses"][200]["content"]["application/json"];

export function settingsFileCommands(settings: Command, { action }: Tools): void {
  settings
    .command("export [file]")
    .description("write all settings as settings.yaml, without passwords; to standard output when no file is named")
    .addHelpText("after", examples("settings export settings.yaml", "settings export | less"))
    .action(
      action<[string | undefined], object>(async ({ client, out, streams }, [file]) => {
        if (out.json) return out.answer(await ask(client.GET("/v1/settings")), () => "");
        const yaml = String(await ask(client.GET("/v1/settings/export", { parseAs: "text" })));
        if (file === undefined) return void streams.stdout.write(streams.stdout.isTTY ? cleanLines(yaml) : yaml);
        await writeFile(file, yaml, { mode: 0o600 });
        out.note(`Written to ${file}.`);
      }),
    );

  settings
    .command("import <file>")
    .description(
      "take over a settings.yaml or JSON; a section it names is replaced whole, the others stay; - is standard input",
    )
    .option("--dry-run", "only show what would change, and which lanes")
    .option("-y, --yes", "do not ask first")
    .addHelpText("after", examples("settings import settings.yaml --dry-run", "settings import settings.yaml --yes"))
    .action(
      action<[string], { dryRun?: boolean; yes?: boolean }>(async (context, [file], options) => {
        const sections = await readSections(context, file);
        const { value: current, etag } = await askPath(context.client, "GET", ["settings"]);
        const reading = context.progress("checking");
        const preview = await ask(
          context.client.POST("/v1/settings/preview", { body: { settings: sections as never } }),
        ).finally(reading.end);
        const { out } = context;
        if (options.dryRun) return out.answer(preview, () => describePreview(preview, context));
        if (preview.changes.length === 0) return out.answer(preview, () => "Nothing changes.");
        if (!out.json && !options.yes) out.say(describePreview(preview, context));
        if (!(await confirm(context, `Change the settings (${preview.changes.length} changes)?`, options.yes))) return;
        const body = { ...(current as object), ...sections };
        // If nobody changed them since.
        await askPath(context.client, "PUT", ["settings"], { body, headers: { "if-match": etag! } });
        out.answer({ changes: preview.changes }, () => `${preview.changes.length} changes made`);
      }),
    );
}

async function readSections({ streams }: CommandContext, file: string): Promise<object> {
  const text = await (file === "-" ? textOf(streams.stdin) : readFile(file, "utf8")).catch((error: Error) => {
    throw usageError(`${file} cannot be read: ${error.message}.`);
  });
  let content: unknown;
  try {
    content = parse(text) ?? {};
  } catch (error) {
    const hint = text.includes("domain: *") ? 'Write "*" in quotes.' : undefined;
    if (error instanceof YAMLParseError || error instanceof ReferenceError)
      throw usageError(`${file} is no YAML: ${error.message.trim()}`, hint);
    throw error;
  }
  if (typeof content === "object" && content !== null && !Array.isArray(content)) return content;
  throw usageError(
    `${file} holds no sections.`,
    "Write general, domainRules, relays, accessRules, credentials; each may be left out.",
  );
}

function describePreview(preview: Preview, { out }: CommandContext): string {
  if (preview.changes.length === 0) return "Nothing changes.";
  const lanes = out.table(
    preview.lanes,
    [
      { title: "LANE", value: ({ lane }) => lane },
      { title: "DUE", value: ({ waiting }) => waiting, align: "right" },
      { title: "LATER", value: ({ delayed }) => delayed, align: "right" },
      { title: "CHANGES", value: ({ changes }) => changes.map(({ field }) => field).join(", ") },
    ],
    "No lane with mail goes by other values.",
  );
  return [describeChanges(preview.changes, out), "", lanes].join("\n");
}
