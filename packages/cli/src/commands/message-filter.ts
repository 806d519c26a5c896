import { type Command, Option } from "commander";
import { parseMoment, wholeNumber } from "./parse-arguments.ts";

export const STATES = [
  "queued",
  "deferred",
  "held",
  "delivered",
  "bounced",
  "expired",
  "cancelled",
  "suppressed",
] as const;

/** What a search of the log may ask for, as the options give it. */
export interface MessageFilter {
  readonly id?: string;
  readonly messageId?: string;
  readonly sender?: string;
  readonly recipient?: string;
  readonly domain?: string;
  readonly outcome?: (typeof STATES)[number];
  readonly lane?: string;
  readonly relay?: string;
  readonly code?: number;
  readonly reply?: string;
  readonly uncertain?: boolean;
  readonly client?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Adds the options of a search to a command. */
export function addFilterOptions(
  command: Command,
  lane = "lane of an attempt: direct:<domain> or relay:<id>",
): Command {
  return command
    .option("--id <id>", "message id, as in the 250 reply")
    .option("--message-id <text>", "Message-ID header")
    .option("--sender <address>", "reverse-path")
    .option("--recipient <address>", "a recipient")
    .option("--domain <domain>", "a recipient's domain")
    .addOption(new Option("--outcome <state>", "what the log says of a recipient").choices(STATES))
    .option("--lane <lane>", lane)
    .option("--relay <id>", "relay of an attempt")
    .option("--code <code>", "SMTP code of a reply", wholeNumber(200, 599))
    .option("--reply <text>", "part of a reply's text")
    .option("--uncertain", "an attempt ended between the final dot and the answer: it may have arrived")
    .option("--client <text>", "address or user that handed it in")
    .option("--since <when>", "received then or later: 2h, 2026-03-10, 2026-03-10T12:00", parseMoment)
    .option("--until <when>", "received before", parseMoment);
}

/** The query of GET /v1/messages. */
export function toQuery(filter: MessageFilter) {
  const { id, messageId, sender, recipient, domain, outcome, lane, relay, code, reply, uncertain, client } = filter;
  const query = {
    id,
    message_id: messageId,
    sender,
    recipient,
    domain,
    outcome,
    lane,
    relay,
    reply_code: code,
    reply_text: reply,
    uncertain,
    client,
    from: filter.since,
    to: filter.until,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof typeof query]?: NonNullable<(typeof query)[K]>;
  };
}
