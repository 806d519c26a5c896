import { Type } from "typebox";

/** From which load on new mail is put off, so that the queue does not fill up. */
export const BackPressureSchema = Type.Object(
  {
    maxWaiting: Type.Integer({
      minimum: 0,
      maximum: 1_000_000_000,
      description: "Deliveries that may wait in the queue; beyond, all new mail is put off. 0 = no limit",
    }),
    maxMemoryPercent: Type.Integer({
      minimum: 0,
      maximum: 100,
      description:
        "Of Redis' maxmemory (of its host's memory where none is set); beyond, all new mail is put off. 0 = no limit",
    }),
    startPercent: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: "From this share of either maximum on, whoever has sent more than others of late is put off",
    }),
  },
  { additionalProperties: false },
);

/** Redis at its maxmemory takes nothing any more, neither new mail nor the results of deliveries. */
export const DEFAULT_BACK_PRESSURE = { maxWaiting: 0, maxMemoryPercent: 90, startPercent: 80 } as const;
