import { Type, type Static } from "typebox";
import { ProblemSchema } from "../problem.ts";

/** The body of every error: RFC 9457 problem details, `application/problem+json`. */
export const ProblemDetailsSchema = Type.Object(
  {
    type: Type.String({ description: "`urn:postlane:problem:<code>`" }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: "Stable; what programs decide by" }),
    detail: Type.String({ description: "What is wrong and what to do" }),
    errors: Type.Optional(Type.Array(ProblemSchema, { description: "The bad fields, when there are such" })),
  },
  { $id: "ProblemDetails", additionalProperties: false },
);

export type ProblemDetails = Static<typeof ProblemDetailsSchema>;
