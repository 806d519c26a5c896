import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { ask } from "../connection/ask.ts";
import type { Column } from "../output/render-table.ts";
import { renderFields } from "../output/render-table.ts";
import { localTime, timeAndDistance } from "../output/times.ts";
import { describeCause } from "./why-waiting.ts";
import { examples, type Tools } from "./tools.ts";
import { wholeNumber } from "./parse-arguments.ts";

type Lane = operations["getLanes"]["responses"][200]["content"]["application/json"]["items"][number];

export function laneCommands(program: Command, { action }: Tools): void {
  const lanes = program
    .command("lanes")
    .description("the queue of each next hop")
    .addHelpText(
      "after",
      examples("lanes", "lanes --waiting", "lanes show direct:example.com", "lanes show relay:smarthost --json"),
    );

  lanes
    .command("list", { isDefault: true })
    .description("list the lanes (what `postlane lanes` does)")
    .option("--waiting", "only lanes with mail")
    .option("--limit <n>", "how many at most", wholeNumber(1, 100_000), 500)
    .action(
      action<[], { waiting?: boolean; limit: number }>(async ({ client, out, progress }, _args, { waiting, limit }) => {
        const items: Lane[] = [];
        const waitingFor = progress("reading the lanes");
        let cursor: string | undefined;
        do {
          const query = { limit: Math.min(500, limit), ...(cursor !== undefined && { cursor }) };
          const page = await ask(client.GET("/v1/lanes", { params: { query } }));
          items.push(...page.items.filter((lane) => !waiting || lane.waiting + lane.delayed + lane.active > 0));
          cursor = page.next_cursor;
          waitingFor.update(`${items.length} lanes`);
        } while (cursor !== undefined && items.length < limit);
        waitingFor.end();
        const shown = items.slice(0, limit);
        out.answer({ items: shown }, () =>
          out.table(shown, columns(Date.now()), "No lane has mail or had some lately."),
        );
        if (cursor !== undefined || items.length > limit)
          out.note(`There are more; --limit ${limit * 10} shows some of them.`);
      }),
    );

  lanes
    .command("show <lane>")
    .description("one lane: its depth and what holds it now")
    .action(
      action<[string], object>(async ({ client, out }, [lane]) => {
        const found = await ask(client.GET("/v1/lanes/{lane}", { params: { path: { lane } } }));
        const { waiting_for: cause } = found;
        out.answer(found, () =>
          [describe(found, Date.now()), ...(cause ? ["", ...describeCause(cause)] : [])].join("\n"),
        );
      }),
    );
}

function columns(nowMs: number): Column<Lane>[] {
  return [
    { title: "LANE", value: ({ lane }) => lane },
    { title: "DUE", value: ({ waiting }) => waiting, align: "right" },
    { title: "LATER", value: ({ delayed }) => delayed, align: "right" },
    { title: "SENDING", value: ({ active }) => active, align: "right" },
    { title: "CONNECTIONS", value: ({ sessions }) => `${sessions.in_use}/${sessions.limit}`, align: "right" },
    { title: "NOW", value: (lane) => holdOf(lane, nowMs) },
  ];
}

/** The one thing that holds the lane. */
function holdOf({ suspended, outage, pause_until, next_due_at, waiting }: Lane, nowMs: number): string {
  if (suspended) return `suspended by ${suspended.by}: ${suspended.reason}`;
  if (outage && Date.parse(outage.until) > nowMs)
    return `no host reached, next try ${timeAndDistance(outage.until, nowMs)}`;
  if (pause_until && Date.parse(pause_until) > nowMs) return `pause until ${localTime(pause_until)}`;
  if (waiting === 0 && next_due_at) return `next due ${timeAndDistance(next_due_at, nowMs)}`;
  return "";
}

function describe(lane: Lane, nowMs: number): string {
  const { suspended, outage, sessions } = lane;
  return renderFields([
    ["lane", lane.lane],
    ["rule", lane.rule],
    ["due", lane.waiting],
    ["later", lane.delayed],
    ["sending", lane.active],
    ["connections", `${sessions.in_use} of ${sessions.limit}`],
    ["next due", timeAndDistance(lane.next_due_at, nowMs)],
    ["pause until", timeAndDistance(lane.pause_until, nowMs)],
    ["outage", outage && `${outage.count} failed in a row, next try ${timeAndDistance(outage.until, nowMs)}`],
    ["last error", outage?.error],
    ["suspended", suspended && `by ${suspended.by}: ${suspended.reason}`],
    ["until", suspended && (timeAndDistance(suspended.until, nowMs) ?? "somebody resumes it")],
  ]);
}
