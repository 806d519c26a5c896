import { Type, type Static, type TProperties } from "typebox";

const time = (description: string) => Type.String({ format: "date-time", description });
const object = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description && { description }) });

export const WaitingCauseSchema = Type.Enum(
  [
    "suspended",
    "outage",
    "no_worker",
    "relay_off",
    "site_limit",
    "burst_pause",
    "connection_limit",
    "workers_busy",
    "turn",
    "sending",
    "answering",
    "uncertain",
    "retry",
    "look_again",
    "body_missing",
    "no_way",
    "held",
    "wish",
    "uncommitted",
    "worker_died",
    "moving",
    "job_missing",
  ],
  { description: "The one thing that holds it now; docs/waiting.md explains each" },
);

export const SettingSourceSchema = object(
  {
    section: Type.Enum(["domainRules", "relays"]),
    key: Type.String({ description: "The rule's domain pattern, or the relay's id" }),
    field: Type.String(),
    value: Type.Optional(Type.Unknown()),
    is_default: Type.Optional(Type.Boolean({ description: "Nobody set it: the value is the one Postlane comes with" })),
  },
  "The setting that made it so",
);

export const explanationProperties = {
  cause: WaitingCauseSchema,
  summary: Type.String({ description: "One or two sentences for a person" }),
  since: Type.Optional(time("Since when")),
  until: Type.Optional(time("When it ends; none: nobody knows")),
  set_by: Type.Optional(SettingSourceSchema),
  worker: Type.Optional(Type.String({ description: "Who has it in hand" })),
  other_lane: Type.Optional(Type.String({ description: "The lane it is on its way from" })),
};

export const ExplanationSchema = object(explanationProperties, "What holds mail now");

export const EstimateSchema = object(
  {
    at: time("When, if the server answers as it did lately, nothing fails and no other mail comes before"),
    seconds: Type.Number({ description: "From now" }),
    service_ms: Type.Integer({ description: "How long a delivery keeps a connection busy" }),
    basis: Type.Enum(["observed", "assumed"], {
      description: "Where service_ms comes from: this lane lately, or nowhere",
    }),
    connections: Type.Number({ description: "At work at once; a fraction: shared with other lanes of the site" }),
  },
  "An estimate; none while something without a known end stands in the way",
);

export const ConnectionHolderSchema = object({
  worker: Type.String(),
  since: Type.Optional(time("Since when it holds the connection")),
  doing: Type.Optional(
    Type.Enum(["sending", "idle", "opening"], {
      description: "idle: it waits for mail with its connection open; opening: it connects, or ends",
    }),
  ),
  lane: Type.Optional(Type.String({ description: "Of a site: whose mail it sends" })),
});

export const SiteSchema = object(
  {
    name: Type.String(),
    in_use: Type.Integer(),
    limit: Type.Integer(),
    lanes: Type.Integer({ description: "Lanes that have a connection or want one" }),
    in_line_since: Type.Optional(time("Since when this lane waits for a connection")),
    holders: Type.Array(ConnectionHolderSchema),
  },
  "The MX hosts that several domains share, and their connection limit",
);

export const ConnectionsSchema = object({
  in_use: Type.Integer(),
  limit: Type.Integer(),
  holders: Type.Array(ConnectionHolderSchema),
});

/** The short form, for lists. */
export const WaitingShortSchema = object({
  cause: WaitingCauseSchema,
  summary: Type.String(),
  until: Type.Optional(time("When that ends")),
  estimated_at: Type.Optional(time("When it will probably be sent")),
});

const WaitingDeliverySchema = object({
  delivery_id: Type.String(),
  lane: Type.String(),
  domain: Type.String(),
  recipients: Type.Array(Type.String(), { description: "The first ten that are open" }),
  recipient_count: Type.Integer(),
  ...explanationProperties,
  place: Type.Optional(
    object(
      {
        at: Type.Optional(Type.Integer({ description: "1: the next; none: beyond `counted`" })),
        of: Type.Integer({ description: "Deliveries that are due, or of those that wait for a later time all" }),
        counted: Type.Integer({ description: "Places are counted up to this" }),
      },
      "Its place in the lane",
    ),
  ),
  estimate: Type.Optional(EstimateSchema),
  attempts: Type.Integer({ description: "Made so far" }),
  expires_at: Type.Optional(time("When it is given up")),
  last_failure: Type.Optional(
    object(
      {
        at: time("When"),
        step: Type.Optional(Type.String()),
        reply: Type.Optional(Type.String({ description: "The server's reply" })),
        detail: Type.Optional(Type.String()),
      },
      "Why the last attempt did not do",
    ),
  ),
  connections: ConnectionsSchema,
  site: Type.Optional(SiteSchema),
});

/** Why each open delivery of a message waits. */
export const MessageWaitingSchema = object({
  message_id: Type.String(),
  deliveries: Type.Array(WaitingDeliverySchema, { description: "Those that are open; none: the message is finished" }),
  complete: Type.Boolean({ description: "False when more deliveries are open than are told" }),
});

export type WaitingDelivery = Static<typeof WaitingDeliverySchema>;
export type MessageWaiting = Static<typeof MessageWaitingSchema>;
export type WaitingShort = Static<typeof WaitingShortSchema>;
export type HttpExplanation = Static<typeof ExplanationSchema>;
export type HttpEstimate = Static<typeof EstimateSchema>;
export type HttpSite = Static<typeof SiteSchema>;
export type HttpConnectionHolder = Static<typeof ConnectionHolderSchema>;
export type HttpSettingSource = Static<typeof SettingSourceSchema>;
