import { Type } from "typebox";
import { paceFields, seconds } from "./pace.ts";

const attempts = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000, description });

/** A rule for recipient domains. Fields left open come from the default rule `*`. */
export const DomainRuleSchema = Type.Object(
  {
    domain: Type.String({
      minLength: 1,
      maxLength: 255,
      description: "`example.com`, `*.example.com` for the names below it, or `*` for the default rule",
    }),
    directAttempts: Type.Optional(attempts("How many times direct delivery is tried; 0 = never")),
    relayAttempts: Type.Optional(attempts("How many times delivery by relay is tried; 0 = never")),
    maxConnections: Type.Optional(paceFields.maxConnections),
    failureDelaySeconds: Type.Optional(paceFields.failureDelaySeconds),
    backoffFactor: Type.Optional(paceFields.backoffFactor),
    maxFailureDelaySeconds: Type.Optional(paceFields.maxFailureDelaySeconds),
    expireAfterSeconds: Type.Optional(seconds("Age at which a mail that could not be delivered is given up")),
    maxContinuous: Type.Optional(paceFields.maxContinuous),
    continuingDelaySeconds: Type.Optional(paceFields.continuingDelaySeconds),
    tls: Type.Optional(
      Type.Enum(["none", "opportunistic", "require"], { description: "STARTTLS with the recipient's servers" }),
    ),
    uncertain: Type.Optional(
      Type.Enum(["retry", "hold", "assume-delivered"], {
        description: "What follows when a worker died between the final dot and the server's answer",
      }),
    ),
  },
  { additionalProperties: false },
);
