import type { operations } from "@postlane/client";
import { readFile, writeFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { usageError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { askPath } from "../connection/ask-path.ts";
import { EXIT } from "../exit-codes.ts";
import { cleanLines, cleanText } from "../output/clean-text.ts";
import { renderFields } from "../output/render-table.ts";
import { localTime } from "../output/times.ts";
import { parseDeadline, wholeNumber } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

type Suppression = operations["getSuppressionsByAddress"]["responses"][200]["content"]["application/json"];

type Imported = operations["postSuppressionsImport"]["responses"][200]["content"]["application/json"];

export function suppressionCommands(program: Command, { action, end }: Tools): void {
  const list = program
    .command("suppressions")
    .description("addresses and domains that get no mail")
    .addHelpText(
      "after",
      examples(
        "suppressions list --domain example.com",
        "suppressions show ann@example.com",
        "suppressions add ann@example.com --reason 'asked to be left alone'",
        "suppressions add @example.com --expires 30d",
        "suppressions remove ann@example.com",
        "suppressions import list.csv",
        "suppressions export list.csv --format csv",
      ),
    );

  list
    .command("list", { isDefault: true })
    .description("list them (what `postlane suppressions` does)")
    .option("--domain <domain>", "only this domain")
    .option("--prefix <text>", "only those that begin so")
    .option("--limit <n>", "how many at most", wholeNumber(1, 100_000), 100)
    .action(
      action<[], { domain?: string; prefix?: string; limit: number }>(async (context, _args, options) => {
        const { items, next } = await readList(context, options);
        context.out.answer({ items, ...(next !== undefined && { next_cursor: next }) }, () =>
          describeList(items, context),
        );
        if (next !== undefined) context.out.note("There are more; a higher --limit shows them.");
      }),
    );

  list
    .command("show <address>")
    .description("why an address or domain is suppressed")
    .action(
      action<[string], object>(async ({ client, out }, [address]) => {
        const { value } = await askPath<Suppression>(client, "GET", ["suppressions", address]);
        out.answer(value, () => describe(value));
      }),
    );

  list
    .command("add <address>")
    .description("suppress an address, or all of a domain: @example.com")
    .option("--reason <text>", "why")
    .option("--expires <when>", "when it runs out: 30d, 2027-01-31", parseDeadline)
    .action(
      action<[string], { reason?: string; expires?: string }>(
        async ({ client, out }, [address], { reason, expires }) => {
          const body = {
            ...(reason !== undefined && { reason }),
            ...(expires !== undefined && { expires_at: expires }),
          };
          const { value } = await askPath<Suppression>(client, "PUT", ["suppressions", address], { body });
          out.answer(value, () => describe(value));
        },
      ),
    );

  list
    .command("remove <address>")
    .description("take an address or domain off the list")
    .action(
      action<[string], object>(async ({ client, out }, [address]) => {
        await askPath(client, "DELETE", ["suppressions", address]);
        out.answer({ removed: address }, () => "removed");
      }),
    );

  list
    .command("import <file>")
    .description(
      "suppress the addresses of a file: .csv with a first line of names, else a JSON object a line; - is standard input",
    )
    .addOption(new Option("--format <format>", "what the file is").choices(["csv", "ndjson"]))
    .action(
      action<[string], { format?: string }>(async (context, [file], { format }) => {
        const content = await readInput(context, file);
        const csv = (format ?? (file.endsWith(".csv") ? "csv" : "ndjson")) === "csv";
        const progress = context.progress("importing");
        const { value } = await askPath<Imported>(context.client, "POST", ["suppressions", "import"], {
          body: content,
          raw: true,
          headers: { "content-type": csv ? "text/csv" : "application/x-ndjson" },
        }).finally(progress.end);
        context.out.answer(value, () => describeImport(value));
        if (value.refused > 0) end(EXIT.failure);
      }),
    );

  list
    .command("export [file]")
    .description("the whole list, such as the import takes")
    .addOption(new Option("--format <format>").choices(["csv", "ndjson"]).default("ndjson"))
    .action(
      action<[string | undefined], { format: string }>(async ({ client, out, streams }, [file], { format }) => {
        const query = { format };
        const { value } = await askPath<string>(client, "GET", ["suppressions", "export"], { query, parseAs: "text" });
        if (file === undefined) return void streams.stdout.write(streams.stdout.isTTY ? cleanLines(value) : value);
        await writeFile(file, value, { mode: 0o600 });
        out.note(`Written to ${file}.`);
      }),
    );
}

async function readList(
  { client, progress }: CommandContext,
  { domain, prefix, limit }: { domain?: string; prefix?: string; limit: number },
) {
  const items: Suppression[] = [];
  const reading = progress("reading the list");
  let next: string | undefined;
  do {
    const query = { limit: Math.min(1_000, limit - items.length), domain, prefix, cursor: next };
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
    const { value } = await askPath<{ items: Suppression[]; next_cursor?: string }>(client, "GET", ["suppressions"], {
      query: given,
    });
    items.push(...value.items);
    next = value.next_cursor;
    reading.update(`${items.length} read`);
  } while (next !== undefined && items.length < limit);
  reading.end();
  return { items, next };
}

function describeList(items: readonly Suppression[], { out }: CommandContext): string {
  return out.table(
    items,
    [
      { title: "ADDRESS", value: ({ address }) => address },
      { title: "BECAUSE", value: ({ source }) => source.replaceAll("_", " ") },
      { title: "SINCE", value: ({ created_at }) => localTime(created_at) },
      { title: "EXPIRES", value: ({ expires_at }) => localTime(expires_at) },
      { title: "KEPT OUT", value: ({ hits }) => hits, align: "right" },
      { title: "REASON", value: ({ reason }) => reason },
    ],
    "Nobody is suppressed.",
  );
}

function describe(entry: Suppression): string {
  return renderFields([
    ["address", entry.address],
    ["because", entry.source.replaceAll("_", " ")],
    ["reason", entry.reason],
    ["reply", entry.reply],
    ["message", entry.message_id],
    ["made", `${localTime(entry.created_at)} by ${entry.created_by}`],
    ["expires", localTime(entry.expires_at) ?? "never"],
    ["kept out", `${entry.hits} recipients so far`],
  ]);
}

function describeImport({ lines, added, replaced, refused, errors }: Imported): string {
  const refusals = errors.map(({ line, message }) => `  line ${line}: ${cleanText(message)}`);
  return [`${lines} entries read: ${added} added, ${replaced} replaced, ${refused} refused`, ...refusals].join("\n");
}

async function readInput({ streams }: CommandContext, file: string): Promise<string> {
  if (file === "-") return textOf(streams.stdin);
  return readFile(file, "utf8").catch((error: Error) => {
    throw usageError(`${file} cannot be read: ${error.message}.`);
  });
}
