import { Type, type Static, type TProperties } from "typebox";
import { WaitingShortSchema } from "./waiting.ts";

const time = (description: string) => Type.String({ format: "date-time", description });
const object = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description && { description }) });
const optional = (description?: string) => Type.Optional(Type.String(description ? { description } : {}));

export const RecipientStateSchema = Type.Enum(
  ["queued", "deferred", "held", "delivered", "bounced", "expired", "cancelled", "suppressed"],
  { description: "What the log says of a recipient" },
);

const ReplySchema = object(
  { code: Type.Integer(), enhanced_code: optional(), text: Type.String({ description: "Lines joined with \\n" }) },
  "An SMTP reply",
);

const StatesSchema = Type.Record(Type.String(), Type.Integer(), { description: "Number of recipients in each state" });

const headProperties = {
  id: Type.String({ description: "As given in the 250 reply" }),
  received_at: time("When it was accepted"),
  sender: Type.String({ description: "Reverse-path; empty for reports" }),
  size_bytes: Type.Optional(Type.Integer()),
  subject: optional(),
  message_id_header: optional("The Message-ID header"),
  client_address: optional("Who handed it in"),
  client_name: optional(),
  username: optional(),
  recipient_count: Type.Integer(),
  states: StatesSchema,
};

const recipientProperties = {
  address: Type.String(),
  state: RecipientStateSchema,
  last_reply: Type.Optional(ReplySchema),
  detail: optional("Why, when no reply tells it"),
};

export const MessageSummarySchema = object({
  ...headProperties,
  recipients: Type.Array(object(recipientProperties), { description: "The first ten" }),
});

export const MessagePageSchema = object({
  items: Type.Array(MessageSummarySchema),
  next_cursor: optional("Give it as `cursor` for the messages before these"),
  counts: Type.Optional(
    object(
      {
        outcomes: StatesSchema,
        messages: Type.Integer(),
        complete: Type.Boolean({ description: "False: there are more; only the newest were counted" }),
      },
      "What the filter finds, its `outcome` left out",
    ),
  ),
});

const parameter = (description: string, maxLength = 1_000) => Type.Optional(Type.String({ description, maxLength }));
const uuid = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
      description,
    }),
  );

export const MessageQuerySchema = object({
  id: uuid("A message id as it stands in the 250 reply"),
  message_id: parameter("The Message-ID header, with or without its angle brackets"),
  sender: parameter("The reverse-path, whatever its case"),
  recipient: parameter("A forward-path, whatever its case"),
  domain: parameter("A recipient's domain"),
  outcome: Type.Optional(RecipientStateSchema),
  lane: parameter("A lane some attempt was made on: `direct:<domain>` or `relay:<relay id>`"),
  relay: parameter("Id of a relay some attempt was made on"),
  reply_code: Type.Optional(
    Type.Integer({ minimum: 200, maximum: 599, description: "Code of a reply to any attempt" }),
  ),
  reply_text: parameter("Part of the text of a reply or of a detail"),
  uncertain: Type.Optional(
    Type.Boolean({ description: "true: only those of which an attempt ended between the final dot and the answer" }),
  ),
  client: parameter("Address of the client, or name of the user that handed it in"),
  from: Type.Optional(time("A date and time such as 2026-03-10T12:00:00Z; received then or later")),
  to: Type.Optional(time("A date and time such as 2026-03-10T12:00:00Z; received before")),
  counts: Type.Optional(Type.Boolean({ description: "Count the outcomes as well" })),
  cursor: uuid("The `next_cursor` of the page before"),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});

const RecipientSchema = object({
  ...recipientProperties,
  domain: Type.String(),
  changed_at: time("When it came into this state"),
  delivery_id: optional(),
  lane: optional("Where it waits, or was delivered"),
  relay: optional(),
  rule: optional("The domain rule that applied"),
  attempts: Type.Integer(),
  hold: Type.Optional(
    object(
      {
        reason: Type.String(),
        by: optional("Who wanted it; absent: the rule's policy for uncertain deliveries"),
        since: time("When it was held"),
        uncertain: Type.Optional(Type.Boolean({ description: "The mail may have arrived already" })),
      },
      "Why it is held",
    ),
  ),
  order: Type.Optional(
    object(
      {
        action: Type.String(),
        relay: optional(),
        by: Type.String(),
        reason: Type.String(),
        at: time("When it was given"),
      },
      "An order that is carried out when the attempt under way has ended without delivering",
    ),
  ),
  suspended: Type.Optional(
    object(
      {
        id: Type.String(),
        by: Type.String(),
        reason: Type.String(),
        since: time("When it began"),
        until: Type.Optional(time("Its end")),
      },
      "Nothing is sent there now",
    ),
  ),
  step: optional("Where the last attempt ended"),
  enhanced_code: optional(),
  next_at: Type.Optional(time("When the next attempt is due")),
  waiting: Type.Optional(WaitingShortSchema),
});

const StepSchema = object({
  step: Type.String(),
  command: Type.String({ description: "What was sent or done" }),
  reply: Type.Optional(ReplySchema),
  detail: optional(),
  started_at: time("When it began"),
  duration_ms: Type.Number(),
});

const AttemptSchema = object({
  delivery_id: Type.String(),
  number: Type.Integer({ description: "From 1, for each delivery" }),
  at: time("When it ended"),
  outcome: Type.String({
    description: "delivered, deferred, rerouted, bounced, expired; `mixed` when the recipients fared differently",
  }),
  lane: optional(),
  relay: optional(),
  rule: optional(),
  mx_host: optional(),
  mx_address: optional(),
  tls_version: optional(),
  tls_cipher: optional(),
  worker: optional(),
  next_at: Type.Optional(time("When the next attempt is due")),
  uncertain: Type.Optional(
    Type.Boolean({ description: "The mail may have arrived already: a worker died before the answer" }),
  ),
  steps: Type.Array(StepSchema, { description: "Empty once the transcript is no longer kept" }),
});

export const LogRecordSchema = object({
  id: Type.String(),
  kind: Type.String(),
  at: time("When it happened"),
  message_id: Type.String(),
  delivery_id: optional(),
  sender: Type.String(),
  recipients: Type.Array(Type.String(), { description: "Those it speaks of" }),
  domain: optional(),
  lane: optional(),
  next_lane: optional(),
  attempt: Type.Optional(Type.Integer()),
  relay: optional(),
  rule: optional(),
  step: optional(),
  reply: Type.Optional(ReplySchema),
  enhanced_code: optional(),
  by: optional("Whose word it was: of what a person did"),
  detail: optional(),
  next_at: Type.Optional(time("When the next attempt is due")),
  mx_host: optional(),
  mx_address: optional(),
  tls_version: optional(),
  tls_cipher: optional(),
  worker: optional(),
  client_address: optional(),
  client_name: optional(),
  username: optional(),
  size_bytes: Type.Optional(Type.Integer()),
  message_id_header: optional(),
  subject: optional(),
  uncertain: Type.Optional(Type.Boolean()),
  report_id: optional("The message that reports this to the sender"),
  report_withheld: optional("Why the sender is not told although a report is due"),
  report_of: optional("received: this message is a report about that one"),
  since_received_ms: Type.Optional(Type.Number()),
});

export const MessageTraceSchema = object({
  message: object({
    ...headProperties,
    held: Type.Boolean({ description: "Its content is still here: `GET …/raw`" }),
  }),
  recipients: Type.Array(RecipientSchema),
  attempts: Type.Array(AttemptSchema, { description: "In the order they ended" }),
  records: Type.Array(LogRecordSchema, { description: "In the order they happened" }),
  unavailable: Type.Array(Type.Enum(["archive", "live"]), {
    description: "What could not be asked just now, so that something may be missing here",
  }),
});

export const LiveQuerySchema = object({
  id: uuid("Only this message"),
  kind: Type.Optional(
    Type.Enum([
      "received",
      "delivered",
      "deferred",
      "rerouted",
      "bounced",
      "expired",
      "held",
      "released",
      "cancelled",
      "suppressed",
    ]),
  ),
  sender: parameter("The reverse-path, whatever its case"),
  recipient: parameter("A forward-path, whatever its case"),
  domain: parameter("A recipient's domain"),
  lane: parameter("`direct:<domain>` or `relay:<relay id>`"),
  relay: parameter("Id of a relay"),
  reply_code: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
});

export type LiveQuery = Static<typeof LiveQuerySchema>;
export type MessageSummary = Static<typeof MessageSummarySchema>;
export type MessagePage = Static<typeof MessagePageSchema>;
export type MessageQuery = Static<typeof MessageQuerySchema>;
export type MessageTrace = Static<typeof MessageTraceSchema>;
export type HttpLogRecord = Static<typeof LogRecordSchema>;
