import { Type, type Static, type TProperties } from "typebox";
import { MessageQuerySchema } from "./message.ts";

const time = (description: string) => Type.String({ format: "date-time", description });
const object = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description && { description }) });
const count = (description: string) => Type.Integer({ minimum: 0, description });

export const ACTIONS = ["retry", "cancel", "hold", "release", "move", "assume_delivered"] as const;

const actionProperties = {
  action: Type.Enum([...ACTIONS], {
    description:
      "retry: due now · cancel: for good · hold: until released · release: try again what is held · move: to a relay · assume_delivered: what is held because it may have arrived",
  }),
  relay: Type.Optional(Type.String({ maxLength: 200, description: "move: id of the relay" })),
  tell_sender: Type.Optional(
    Type.Boolean({
      description:
        "cancel: false: its sender gets no failure report, as for spam of a stolen login; true unless written",
    }),
  ),
  reason: Type.Optional(Type.String({ maxLength: 500, description: "Why; it stands in the message's story" })),
  dry_run: Type.Optional(Type.Boolean({ description: "Only say what would be done" })),
};

/** What can be asked of one message, or of all that lies in a lane. */
export const ActionSchema = object(actionProperties);

const { counts: _counts, cursor: _cursor, limit: _limit, ...filterProperties } = MessageQuerySchema.properties;

/** What can be asked of many messages. */
export const MessagesActionSchema = object({
  ...actionProperties,
  ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 36 }), { minItems: 1, maxItems: 1_000, description: "These messages" }),
  ),
  filter: Type.Optional(
    object(
      filterProperties,
      "What a search with this filter finds, as `GET /v1/messages` does. `recipient` and `domain` narrow it to their deliveries, `lane` and `relay` to what lies there now",
    ),
  ),
});

const resultProperties = {
  delivery_id: Type.String(),
  result: Type.Enum(["done", "after_this_attempt", "not_possible"], {
    description: "after_this_attempt: it is being sent; should that not deliver it, the order is carried out then",
  }),
  detail: Type.Optional(Type.String({ description: "Why not, or what was found" })),
};

export const MessageActionResultSchema = object({
  operation_id: Type.String({ description: "As the audit log and the message's records name it" }),
  action: Type.Enum([...ACTIONS]),
  dry_run: Type.Boolean(),
  deliveries: Type.Array(
    object({
      ...resultProperties,
      domain: Type.String(),
      recipients: Type.Array(Type.String()),
    }),
    { description: "Those of the message that had not ended when it was asked" },
  ),
});

export const OperationSchema = object({
  id: Type.String(),
  state: Type.Enum(["running", "finished", "failed", "interrupted"], {
    description: "interrupted: no api goes on with it at present; one that starts will",
  }),
  action: Type.Enum([...ACTIONS]),
  dry_run: Type.Boolean(),
  relay: Type.Optional(Type.String()),
  lane: Type.Optional(Type.String({ description: "The lane it goes through" })),
  filter: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: "The search it goes through" })),
  reason: Type.String(),
  by: Type.String(),
  expected: Type.Optional(count("How many deliveries were there at the start, where that can be told")),
  counted: count("Deliveries gone through so far"),
  done: count("Done, or with dry_run: would be"),
  after_this_attempt: count("Being sent just now; done then, unless delivered"),
  not_possible: count("Left as they are"),
  why_not: Type.Record(Type.String(), Type.Integer(), { description: "The most common reasons, with their number" }),
  sample: Type.Array(object(resultProperties), { description: "The first ten deliveries" }),
  started_at: time("When it began"),
  updated_at: time("When it went on last"),
  finished_at: Type.Optional(time("When it ended")),
  error: Type.Optional(Type.String({ description: "failed: what it met" })),
});

export type ActionRequest = Static<typeof ActionSchema>;
export type MessagesActionRequest = Static<typeof MessagesActionSchema>;
export type MessagesFilter = NonNullable<MessagesActionRequest["filter"]>;
export type HttpOperation = Static<typeof OperationSchema>;
export type MessageActionResult = Static<typeof MessageActionResultSchema>;
