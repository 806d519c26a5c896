import { Type } from "typebox";

/** A year: longer waits are slips of the pen. */
const MAX_SECONDS = 31_536_000;

export function seconds(description: string) {
  return Type.Number({ minimum: 0, maximum: MAX_SECONDS, description });
}

/** The pace a destination tolerates; shared by domain rules and relays. */
export const paceFields = {
  maxConnections: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    description: "Connections to one server at a time, over all workers",
  }),
  failureDelaySeconds: seconds("Wait before a failed mail is tried again"),
  backoffFactor: Type.Number({ minimum: 1, maximum: 100, description: "Growth of that wait with each failure" }),
  maxFailureDelaySeconds: seconds("The longest that wait becomes"),
  maxContinuous: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    description: "Mails that may follow one another without a pause; 0 = no limit",
  }),
  continuingDelaySeconds: seconds("The pause after that many"),
} as const;

/** What holds for a relay that leaves a field open. */
export const DEFAULT_RELAY_PACE = {
  maxConnections: 10,
  failureDelaySeconds: 300,
  backoffFactor: 2,
  maxFailureDelaySeconds: 14_400,
  maxContinuous: 5,
  continuingDelaySeconds: 1,
} as const;
