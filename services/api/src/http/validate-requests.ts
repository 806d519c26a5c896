import { describeErrors, type Problem } from "@postlane/contract";
import type { FastifyInstance, FastifySchemaCompiler, FastifyTypeProvider } from "fastify";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Convert, Default } from "typebox/value";
import { invalidInput } from "./http-problem.ts";

/** Types of body, query and parameters come from the route's schemas. */
export interface ContractTypes extends FastifyTypeProvider {
  validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

/** Checks requests by the contract's schemas, so that every bad field gets the same sentences everywhere. */
export function validateRequests(app: FastifyInstance): void {
  const compile: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
    const validator = Compile(schema);
    return (input: unknown) => {
      // A query is text; a JSON body has types of its own and is taken at its word.
      const value: unknown = httpPart === "body" ? input : Default(schema, Convert(schema, input));
      if (validator.Check(value)) return { value };
      const problems = describeErrors(schema, validator.Errors(value));
      return { error: invalidInput(httpPart === "body" ? problems : problems.map(nameParameter)) };
    };
  };
  app.setValidatorCompiler(compile as FastifySchemaCompiler<unknown>);
}

/** A query parameter is no JSON: its plain name says where it stands. */
function nameParameter({ field, message }: Problem): Problem {
  return { field: field.slice(1), message };
}
