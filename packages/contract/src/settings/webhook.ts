import { Type, type Static } from "typebox";
import { EVENT_TYPES } from "../http/webhook-event.ts";

export const WEBHOOK_ID_PATTERN = "^[a-z0-9-]{1,64}$";
export const WEBHOOK_SECRET_PATTERN = "^whsec_[A-Za-z0-9+/]{32,88}={0,2}$";

const list = (description: string, maxLength = 320) =>
  Type.Array(Type.String({ minLength: 1, maxLength }), { maxItems: 100, description });
const secret = Type.String({
  pattern: WEBHOOK_SECRET_PATTERN,
  writeOnly: true,
  description: "A secret of the form `whsec_` and 24 to 64 bytes in base64",
});

const required = {
  id: Type.String({
    pattern: WEBHOOK_ID_PATTERN,
    description: "A name of lower-case letters, digits and hyphens, such as `shop`",
  }),
  url: Type.String({ minLength: 1, maxLength: 2_000, description: "Where events are sent: an https:// address" }),
};
const choices = {
  enabled: Type.Boolean({ description: "A disabled webhook gets nothing; events that waited for it wait on" }),
  events: Type.Array(Type.Enum([...EVENT_TYPES]), { maxItems: 50, description: "Which events; empty = all" }),
  domains: list("Only recipients of these domains: `example.com`, `*.example.com`; empty = all"),
  lanes: list("Only what happens on these lanes: `direct:<domain>`, `relay:<relay id>`; empty = all"),
  senders: list("Only these reverse-paths: `shop@example.com`, `@example.com`; empty = all"),
  timeoutSeconds: Type.Number({ minimum: 1, maximum: 60, description: "How long the endpoint may take to answer" }),
  retrySeconds: Type.Integer({
    minimum: 0,
    maximum: 604_800,
    description: "How long an event is tried again before it is given up",
  }),
  maxConnections: Type.Integer({
    minimum: 1,
    maximum: 50,
    description: "Events sent to the endpoint at a time, over all api processes",
  }),
};
/** RFC 9110 section 5.1: field names are tokens; values without control characters. */
const headers = Type.Record(
  Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$" }),
  Type.String({ pattern: "^[\\x20-\\x7e]{0,1000}$", description: "A text of at most 1000 printable ASCII characters" }),
  {
    additionalProperties: false,
    maxProperties: 20,
    writeOnly: true,
    description: "Sent with every event, such as `authorization`; values are never shown",
  },
);
const previousSecretUntil = Type.String({
  format: "date-time",
  maxLength: 40,
  description: "Until then the secret before signs as well (a date and time such as 2026-03-10T12:00:00Z)",
});

/** What a user may write for a webhook: all but `id` and `url` has a default. */
export const WebhookInputSchema = Type.Object(
  {
    ...required,
    ...Type.Partial(Type.Object(choices)).properties,
    secret: Type.Optional(secret),
    previousSecret: Type.Optional(secret),
    previousSecretUntil: Type.Optional(previousSecretUntil),
    headers: Type.Optional(Type.Union([headers, Type.Null({ description: "null removes them" })])),
    secretSet: Type.Optional(Type.Boolean({ readOnly: true, description: "Ignored when written" })),
    headerNames: Type.Optional(Type.Array(Type.String(), { readOnly: true, description: "Ignored when written" })),
    problem: Type.Optional(Type.String({ readOnly: true, description: "Ignored when written" })),
    health: Type.Optional(Type.Unknown({ readOnly: true, description: "Ignored when written" })),
  },
  { additionalProperties: false },
);

export const webhookViewFields = {
  ...required,
  ...choices,
  previousSecretUntil: Type.Optional(previousSecretUntil),
  secretSet: Type.Boolean(),
  headerNames: Type.Array(Type.String(), { description: "Names of the headers that are sent with every event" }),
  problem: Type.Optional(Type.String({ description: "Why the webhook cannot be used now" })),
};

/** A webhook as it is shown: neither secret nor header values ever are. */
export const WebhookViewSchema = Type.Object(webhookViewFields, { additionalProperties: false });

/** The answer to adding a webhook. */
export const WebhookCreatedSchema = Type.Object(
  {
    ...webhookViewFields,
    secret: Type.Optional(Type.String({ description: "Present when it was made here; shown only this once" })),
  },
  { additionalProperties: false },
);

export type WebhookView = Static<typeof WebhookViewSchema>;

/** A webhook whose open fields are filled. `secret`, `headers` absent: those already stored are kept. */
export interface WebhookDraft extends Readonly<Static<ReturnType<typeof Type.Object<typeof choices>>>> {
  readonly id: string;
  readonly url: string;
  readonly secret?: string;
  readonly previousSecret?: string;
  readonly previousSecretUntil?: string;
  readonly headers?: Readonly<Record<string, string>> | null;
}

export const DEFAULT_WEBHOOK = {
  enabled: true,
  timeoutSeconds: 10,
  retrySeconds: 86_400,
  maxConnections: 4,
} as const;
