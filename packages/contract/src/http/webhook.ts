import { Type, type Static, type TProperties } from "typebox";
import { WEBHOOK_SECRET_PATTERN, webhookViewFields } from "../settings/webhook.ts";

const time = (description: string) => Type.String({ format: "date-time", description });
const object = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description && { description }) });
const EVENT_ID = "^evt_[0-9a-z_-]{1,64}$";

export const WebhookHealthSchema = object(
  {
    state: Type.Enum(["ok", "failing", "disabled", "unusable"], {
      description: "`unusable`: its secret cannot be opened",
    }),
    last_success_at: Type.Optional(time("When it last took an event")),
    failing_since: Type.Optional(time("When the first of the failures since then was")),
    asleep_until: Type.Optional(time("Until then it gets nothing, because it failed several times in a row")),
    waiting: Type.Integer({ description: "Events to be sent now, or as soon as it is awake" }),
    retrying: Type.Integer({ description: "Events that wait for their next try" }),
    taken: Type.Integer({ description: "Events it took, since it was added" }),
    failed: Type.Integer({ description: "Tries that failed" }),
    given_up: Type.Integer({ description: "Events that were given up" }),
    dropped: Type.Integer({ description: "Events there was no room for any more" }),
  },
  "How the endpoint fares",
);

/** A webhook as `GET /v1/webhooks` shows it. */
export const WebhookWithHealthSchema = object({
  ...webhookViewFields,
  health: Type.Optional(WebhookHealthSchema),
});

export const WebhookDeliverySchema = object({
  id: Type.String(),
  at: time("When it was tried"),
  event_id: Type.String({ description: "The header `webhook-id`, the same for every repeat" }),
  type: Type.String(),
  message_id: Type.Optional(Type.String()),
  attempt: Type.Integer({ description: "From 1; 0: given up without being sent" }),
  outcome: Type.Enum(["taken", "failed", "given_up"]),
  status: Type.Optional(Type.Integer({ description: "HTTP status of the answer" })),
  duration_ms: Type.Integer(),
  error: Type.Optional(Type.String()),
  answer: Type.Optional(Type.String({ description: "The beginning of what the endpoint said" })),
  next_at: Type.Optional(time("When it is tried again")),
});

export const WebhookDeliveryPageSchema = object({
  items: Type.Array(WebhookDeliverySchema, { description: "Newest first; about the last 1,000 are kept" }),
  next_cursor: Type.Optional(Type.String({ description: "Give it as `cursor` for the ones before these" })),
});

export const WebhookDeliveryQuerySchema = object({
  cursor: Type.Optional(
    Type.String({ pattern: "^\\d{1,15}-\\d{1,10}$", description: "The `next_cursor` of the page before" }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});

export const WebhookTestSchema = object({
  event_id: Type.String(),
  ok: Type.Boolean({ description: "It answered 2xx" }),
  status: Type.Optional(Type.Integer()),
  duration_ms: Type.Integer(),
  error: Type.Optional(Type.String()),
  answer: Type.Optional(Type.String({ description: "The beginning of what it said" })),
});

export const WebhookRedeliverSchema = object({
  event_id: Type.Optional(
    Type.String({ pattern: EVENT_ID, description: "An event id from the list of deliveries, such as `evt_…`" }),
  ),
  given_up_since: Type.Optional(time("All events that were given up from then on")),
});

export const WebhookRedeliveredSchema = object({
  queued: Type.Integer({ description: "Events that are sent now" }),
});

export const WebhookRotateSchema = object({
  secret: Type.Optional(
    Type.String({
      pattern: WEBHOOK_SECRET_PATTERN,
      writeOnly: true,
      description: "A secret of the form `whsec_` and 24 to 64 bytes in base64; without it one is made",
    }),
  ),
  overlap_seconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_592_000,
      description: "How long the secret before signs as well [86400]",
    }),
  ),
});

export const WebhookRotatedSchema = object({
  secret: Type.Optional(Type.String({ description: "Present when it was made here; shown only this once" })),
  previous_secret_until: Type.Optional(time("Until then both secrets sign")),
});

export type WebhookHealth = Static<typeof WebhookHealthSchema>;
export type WebhookDelivery = Static<typeof WebhookDeliverySchema>;
export type WebhookTest = Static<typeof WebhookTestSchema>;
