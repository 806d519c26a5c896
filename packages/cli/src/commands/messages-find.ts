import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { ask } from "../connection/ask.ts";
import type { Printer } from "../output/printer.ts";
import type { Column } from "../output/render-table.ts";
import { localTime } from "../output/times.ts";
import { addFilterOptions, type MessageFilter, toQuery } from "./message-filter.ts";
import { wholeNumber } from "./parse-arguments.ts";
import { paintState } from "./paint-state.ts";
import { examples, type Tools } from "./tools.ts";

type Page = operations["getMessages"]["responses"][200]["content"]["application/json"];
type Summary = Page["items"][number];
interface FindOptions extends MessageFilter {
  readonly limit: number;
  readonly cursor?: string;
  readonly counts?: boolean;
}

const PAGE = 200;

export function findMessagesCommand(messages: Command, { action }: Tools): void {
  addFilterOptions(messages.command("find").description("search the log, newest first"))
    .option("--limit <n>", "how many at most", wholeNumber(1, 100_000), 50)
    .option("--cursor <id>", "go on after this message")
    .option("--counts", "count the outcomes as well")
    .addHelpText(
      "after",
      examples(
        "messages find --domain example.com --outcome deferred --since 1d",
        "messages find --code 550 --reply 'user unknown' --counts",
        "messages find --since 2026-03-10T08:00 --until 2026-03-10T09:00 --limit 1000 --json",
      ),
    )
    .action(
      action<[], FindOptions>(async ({ client, out, progress }, _args, options) => {
        const items: Summary[] = [];
        let counts: Page["counts"];
        let { cursor } = options;
        const waiting = progress("searching");
        do {
          const query = {
            ...toQuery(options),
            limit: Math.min(PAGE, options.limit - items.length),
            ...(cursor !== undefined && { cursor }),
            ...(options.counts && items.length === 0 && { counts: true }),
          };
          const page = await ask(client.GET("/v1/messages", { params: { query } }));
          items.push(...page.items);
          counts ??= page.counts;
          cursor = page.next_cursor;
          waiting.update(`${items.length} messages found`);
        } while (cursor !== undefined && items.length < options.limit);
        waiting.end();
        const answer = { items, ...(cursor !== undefined && { next_cursor: cursor }), ...(counts && { counts }) };
        out.answer(answer, () =>
          [out.table(items, columns(out), "No message was found."), ...describeCounts(counts)].join("\n"),
        );
        if (cursor !== undefined) out.note(`There are more: add --cursor ${cursor}, or a higher --limit.`);
      }),
    );
}

function columns(out: Printer): Column<Summary>[] {
  return [
    { title: "RECEIVED", value: ({ received_at }) => localTime(received_at) },
    { title: "ID", value: ({ id }) => id },
    { title: "FROM", value: ({ sender }) => sender || "<>" },
    { title: "TO", value: recipientsOf },
    { title: "STATE", value: statesOf, paint: (text, { states }) => paintState(out.palette, states, text) },
    { title: "SUBJECT", value: ({ subject }) => subject },
  ];
}

function recipientsOf({ recipients, recipient_count }: Summary): string {
  const first = recipients[0]?.address ?? "";
  return recipient_count > 1 ? `${first} +${recipient_count - 1}` : first;
}

function statesOf({ states }: Summary): string {
  const present = Object.entries(states).filter(([, count]) => count > 0);
  return present.length === 1 ? present[0]![0] : present.map(([state, count]) => `${count} ${state}`).join(", ");
}

function describeCounts(counts: Page["counts"]): string[] {
  if (!counts) return [];
  const outcomes = Object.entries(counts.outcomes)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const which = counts.complete ? `${counts.messages} messages` : `the newest ${counts.messages} messages`;
  return ["", `Recipients of ${which}: ${outcomes.join(", ") || "none"}`];
}
