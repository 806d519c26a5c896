import { Type, type Static } from "typebox";
import { ReadinessSchema } from "./health.ts";

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** The whole of Postlane at a glance. */
export const StatusSchema = Type.Object(
  {
    at: Type.String({ format: "date-time", description: "When this was seen, by the clock of Redis" }),
    ...ReadinessSchema.properties,
    settings_version: Type.Integer(),
    back_pressure: Type.Object(
      {
        level: Type.Enum(["calm", "high", "full"], {
          description: "high: senders above their share are put off; full: all new mail is",
        }),
        waiting: count("Deliveries that wait, as far as is known"),
        max_waiting: count("general.backPressure.maxWaiting; 0 = no limit"),
        memory_percent: Type.Optional(
          Type.Number({ minimum: 0, description: "Memory that the fullest node of Redis uses, of what it may use" }),
        ),
        max_memory_percent: count("general.backPressure.maxMemoryPercent; 0 = no limit"),
      },
      { additionalProperties: false, description: "Room in the queue as the api sees it" },
    ),
    workers: Type.Array(
      Type.Object(
        {
          worker: Type.String({ description: "As the log names it" }),
          seen_at: Type.String({ format: "date-time", description: "Its last sign of life" }),
        },
        { additionalProperties: false },
      ),
      { description: "Those alive" },
    ),
    lanes: Type.Optional(
      Type.Object(
        {
          at: Type.String({
            format: "date-time",
            description: "When the lanes were walked; a worker does so every 15 s",
          }),
          lanes: count("Lanes that hold mail or had some in the last hour"),
          waiting: count("Deliveries that are due"),
          delayed: count("Deliveries that wait for a later time"),
          active: count("Deliveries being sent"),
          sessions: count("Connections in use"),
          lanes_in_outage: count("Lanes none of whose hosts could be reached"),
          lanes_paused: count("Lanes in the pause after a burst"),
          lanes_suspended: count("Lanes that somebody suspended"),
          deepest: Type.Array(
            Type.Object(
              { lane: Type.String(), waiting: count("Deliveries due or delayed") },
              { additionalProperties: false },
            ),
            { description: "The lanes with the most mail" },
          ),
        },
        { additionalProperties: false, description: "Absent before the first walk" },
      ),
    ),
  },
  { additionalProperties: false },
);

export type Status = Static<typeof StatusSchema>;
