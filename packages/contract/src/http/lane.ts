import { Type, type Static } from "typebox";
import {
  ConnectionHolderSchema,
  EstimateSchema,
  ExplanationSchema,
  SettingSourceSchema,
  SiteSchema,
} from "./waiting.ts";

const time = (description: string) => Type.String({ format: "date-time", description });

const laneProperties = {
  lane: Type.String({ description: "`direct:<domain>` or `relay:<relay id>`" }),
  kind: Type.Enum(["direct", "relay"]),
  domain: Type.Optional(Type.String()),
  relay_id: Type.Optional(Type.String()),
  waiting: Type.Integer({ description: "Deliveries that are due" }),
  delayed: Type.Integer({ description: "Deliveries that wait for a later time" }),
  active: Type.Integer({ description: "Deliveries being sent now" }),
  held: Type.Integer({ description: "Deliveries that wait beside the queue for a person's word" }),
  sessions: Type.Object(
    {
      in_use: Type.Integer(),
      limit: Type.Integer({ description: "0 when the relay no longer exists" }),
    },
    { additionalProperties: false, description: "Connections to the next hop" },
  ),
  rule: Type.Optional(Type.String({ description: "The domain rule that sets the pace of a direct lane" })),
  next_due_at: Type.Optional(time("When the first delayed delivery is due")),
  pause_until: Type.Optional(time("End of the pause after a burst")),
  outage: Type.Optional(
    Type.Object(
      {
        until: time("When the next connection is tried"),
        count: Type.Integer({ description: "Failed connections in a row" }),
        error: Type.String(),
        last_at: Type.Optional(time("When the last one failed")),
      },
      { additionalProperties: false, description: "No host of the lane could be reached" },
    ),
  ),
  suspended: Type.Optional(
    Type.Object(
      {
        id: Type.String({ description: "The suspension, as `/v1/suspensions` names it" }),
        reason: Type.String(),
        by: Type.String(),
        since: time("When it was suspended"),
        until: Type.Optional(time("End; none: until resumed")),
      },
      { additionalProperties: false },
    ),
  ),
  waiting_for: Type.Optional(ExplanationSchema),
};

/** How the queue of one next hop stands at this moment. */
export const LaneSchema = Type.Object(laneProperties, { additionalProperties: false });

const setting = Type.Object(
  { field: Type.String(), value: Type.Unknown(), set_by: SettingSourceSchema },
  { additionalProperties: false },
);

/** Everything about one lane. */
export const LaneDetailSchema = Type.Object(
  {
    ...laneProperties,
    settings: Type.Array(setting, { description: "The pace in force, and what sets each field of it" }),
    connections: Type.Array(ConnectionHolderSchema, { description: "Who holds the lane's connections" }),
    connection_cap: Type.Optional(
      Type.Object(
        { limit: Type.Integer(), until: time("End") },
        { additionalProperties: false, description: "The server refused more connections; the lane keeps to these" },
      ),
    ),
    burst: Type.Optional(
      Type.Object(
        {
          started: Type.Integer({ description: "Deliveries begun in this burst" }),
          under_way: Type.Integer({ description: "Of these, not ended" }),
          limit: Type.Integer(),
        },
        { additionalProperties: false, description: "None when the lane has no burst limit" },
      ),
    ),
    site: Type.Optional(SiteSchema),
    oldest_waiting: Type.Optional(
      Type.Object(
        { delivery_id: Type.String(), message_id: Type.String(), since: time("When it came into the lane") },
        { additionalProperties: false, description: "The next to be sent" },
      ),
    ),
    observed_service_ms: Type.Optional(
      Type.Integer({ description: "How long a delivery kept a connection busy lately" }),
    ),
    due_sent: Type.Optional(EstimateSchema),
    all_sent: Type.Optional(EstimateSchema),
    workers_alive: Type.Integer(),
  },
  { additionalProperties: false },
);

export const LanePageSchema = Type.Object(
  {
    items: Type.Array(LaneSchema),
    next_cursor: Type.Optional(Type.String({ description: "Give it as `cursor` for the following lanes" })),
  },
  { additionalProperties: false },
);

export const LanePageQuerySchema = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(
      Type.String({ pattern: "^[0-9]{1,9}$", description: "The `next_cursor` of the page before" }),
    ),
  },
  { additionalProperties: false },
);

export type Lane = Static<typeof LaneSchema>;
export type LaneDetail = Static<typeof LaneDetailSchema>;
export type LanePage = Static<typeof LanePageSchema>;
