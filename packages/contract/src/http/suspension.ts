import { Type, type Static } from "typebox";

const time = (description: string) => Type.String({ format: "date-time", description });

const TARGET = "`all`, `lane:direct:<domain>`, `lane:relay:<relay id>`, `domain:<domain>` or `relay:<relay id>`";

export const SuspensionSchema = Type.Object(
  {
    id: Type.String({ description: `Its target: ${TARGET}` }),
    kind: Type.Enum(["all", "lane", "domain", "relay"]),
    reason: Type.String(),
    by: Type.String({ description: "Who wanted it" }),
    since: time("When it began"),
    until: Type.Optional(time("Its end; none: until resumed")),
  },
  { additionalProperties: false },
);

export const SuspensionListSchema = Type.Object(
  { items: Type.Array(SuspensionSchema, { description: "Oldest first" }) },
  { additionalProperties: false },
);

export const SuspensionInputSchema = Type.Object(
  {
    target: Type.String({
      maxLength: 400,
      description: `What to stop: ${TARGET}. A domain stops its own lane, and its mail waits aside in the lanes of relays`,
    }),
    reason: Type.String({ minLength: 1, maxLength: 500, description: "Why, for everybody who wonders" }),
    until: Type.Optional(time("When it ends by itself; without it, when somebody resumes it")),
  },
  { additionalProperties: false },
);

export const SuspensionAddedSchema = Type.Object(
  {
    ...SuspensionSchema.properties,
    unconfirmed_workers: Type.Array(Type.String(), {
      description:
        "Workers that have not said yet that they begin nothing there any more; usually none. Dead ones are named for some seconds",
    }),
  },
  { additionalProperties: false },
);

export type HttpSuspension = Static<typeof SuspensionSchema>;
