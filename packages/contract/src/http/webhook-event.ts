import { Type, type Static } from "typebox";
import { LogRecordSchema } from "./message.ts";

/** What webhooks are told of: one event for each kind of log record, `received` being called accepted. */
export const EVENT_TYPES = [
  "message.accepted",
  "message.delivered",
  "message.deferred",
  "message.rerouted",
  "message.bounced",
  "message.expired",
  "message.held",
  "message.released",
  "message.cancelled",
  "message.suppressed",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

const StepSchema = Type.Object(
  {
    step: Type.String(),
    command: Type.String(),
    code: Type.Optional(Type.Integer({ description: "Of the reply" })),
    text: Type.Optional(Type.String({ description: "Of the reply, or what happened without one" })),
    duration_ms: Type.Number(),
  },
  { additionalProperties: false },
);

/**
 * The body of a webhook request (Standard Webhooks, https://www.standardwebhooks.com). `data` is the log record, its long texts cut; an event
 * may come more than once and out of order: `webhook-id` tells repeats, `data.at` the order.
 */
export const WebhookEventSchema = Type.Object(
  {
    type: Type.String({ description: "`message.delivered` and the like; `webhook.test` for a test" }),
    timestamp: Type.String({ format: "date-time", description: "When it happened" }),
    data: Type.Object(
      {
        ...LogRecordSchema.properties,
        recipients: Type.Array(Type.String(), { description: "The first 50" }),
        recipient_count: Type.Integer({ description: "How many there are" }),
        transcript: Type.Optional(Type.Array(StepSchema, { description: "The last steps of the attempt" })),
      },
      { additionalProperties: false },
    ),
  },
  { $id: "WebhookEvent", additionalProperties: false },
);

export type WebhookEvent = Static<typeof WebhookEventSchema>;
