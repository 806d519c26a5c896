import { type Command, Option } from "commander";
import { followRecords, type LiveRecord } from "../connection/follow-records.ts";
import { cleanText } from "../output/clean-text.ts";
import type { Printer } from "../output/printer.ts";
import { localTime } from "../output/times.ts";
import { describeReply } from "./describe-message.ts";
import { paintState } from "./paint-state.ts";
import { wholeNumber } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

interface FollowOptions {
  readonly id?: string;
  readonly kind?: LiveKind;
  readonly sender?: string;
  readonly recipient?: string;
  readonly domain?: string;
  readonly lane?: string;
  readonly relay?: string;
  readonly code?: number;
}

const KINDS = [
  "received",
  "delivered",
  "deferred",
  "rerouted",
  "bounced",
  "expired",
  "held",
  "cancelled",
  "suppressed",
] as const;
type LiveKind = (typeof KINDS)[number];

export function followCommand(messages: Command, { action }: Tools): void {
  messages
    .command("follow")
    .description("log records as they happen, until Ctrl-C; with --json one document a line")
    .option("--id <id>", "only this message")
    .addOption(new Option("--kind <kind>", "only this kind").choices(KINDS))
    .option("--sender <address>", "reverse-path")
    .option("--recipient <address>", "a recipient")
    .option("--domain <domain>", "a recipient's domain")
    .option("--lane <lane>", "direct:<domain> or relay:<id>")
    .option("--relay <id>", "a relay")
    .option("--code <code>", "SMTP code of the reply", wholeNumber(200, 599))
    .addHelpText(
      "after",
      examples("messages follow --kind bounced", "messages follow --domain example.com --json | jq .reply"),
    )
    .action(
      action<[], FollowOptions>(async ({ follower, out }, _args, { code, ...filter }) => {
        const query = { ...filter, ...(code !== undefined && { reply_code: code }) };
        const onOpen = (): void => out.note("Following; Ctrl-C ends it.");
        for await (const record of followRecords(follower, query, { onOpen }))
          out.entry(record, () => describeRecord(record, out));
      }),
    );
}

/** One record on one line. */
export function describeRecord(record: LiveRecord, out: Printer): string {
  const { kind, at, message_id, sender, recipients, lane, next_lane, reply, detail, subject, next_at } = record;
  const who = recipients.length > 3 ? [...recipients.slice(0, 3), `+${recipients.length - 3}`] : recipients;
  const why = reply ? describeReply(reply) : detail;
  const parts = [
    kind === "received" ? `from ${sender || "<>"}` : undefined,
    `to ${who.join(", ")}`,
    lane,
    next_lane && `→ ${next_lane}`,
    why,
    kind === "received" && subject ? `“${subject}”` : undefined,
    next_at && `next ${localTime(next_at)}`,
  ];
  const rest = parts.filter((part) => part !== undefined && part !== "").join("  ");
  return `${localTime(at)}  ${message_id}  ${paintState(out.palette, { [kind]: 1 }, kind.padEnd(9))}  ${cleanText(rest)}`;
}
