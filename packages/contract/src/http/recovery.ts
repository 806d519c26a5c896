import { type Static, Type } from "typebox";

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const RecoveryOrderSchema = Type.Object(
  { dry_run: Type.Optional(Type.Boolean({ description: "Only count; nothing is queued" })) },
  { additionalProperties: false },
);

/** How far the recovery from the spool has come. */
export const RecoverySchema = Type.Object(
  {
    state: Type.Enum(["running", "done", "failed"]),
    dry_run: Type.Boolean(),
    by: Type.String(),
    started_at: Type.String({ format: "date-time" }),
    ended_at: Type.Optional(Type.String({ format: "date-time" })),
    looked_at: count("Messages found in the spool so far"),
    recovered: count("Messages Redis had lost, queued again"),
    known: count("Messages Redis still has"),
    finished: count("Messages that had ended: what the spool still held of them is removed"),
    unreadable: Type.Array(Type.String(), { description: "Files that could not be used, the first hundred" }),
    detail: Type.Optional(Type.String({ description: "Why it failed" })),
  },
  { additionalProperties: false },
);

export type Recovery = Static<typeof RecoverySchema>;
