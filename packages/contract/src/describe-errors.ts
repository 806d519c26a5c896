import type { TSchema } from "typebox";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings as TypeBoxSettings } from "typebox/system";
import { pointer, type Problem } from "./problem.ts";

/** TypeBox stops collecting at 8 errors by default; a settings file deserves all of them, within reason. */
TypeBoxSettings.Set({ maxErrors: 200 });

/** The part of JSON Schema our schemas use. */
interface Fragment {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Fragment[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Fragment>>;
}

/** Turns schema errors into sentences that say what to write. Schemas of one pattern describe it in their `description`. */
export function describeErrors(schema: TSchema, errors: readonly TLocalizedValidationError[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const add = (field: string, message: string): void => {
    if (!problems.has(field)) problems.set(field, { field, message });
  };
  for (const error of errors) {
    const fragment = fragmentAt(schema as Fragment, error.schemaPath);
    if (error.keyword === "boolean" || error.schemaPath.includes("/anyOf/")) continue;
    if (error.keyword === "additionalProperties") {
      const known = Object.keys(fragment.properties ?? {}).join(", ");
      for (const name of error.params.additionalProperties)
        add(error.instancePath + pointer(name), `There is no such field; write one of: ${known}.`);
    } else if (error.keyword === "required") {
      for (const name of error.params.requiredProperties)
        add(
          error.instancePath + pointer(name),
          `This field is missing. ${sentence(fragment.properties?.[name] ?? {})}`,
        );
    } else add(error.instancePath, sentence(fragment));
  }
  // So many unknown fields that TypeBox came to nothing else.
  if (problems.size === 0 && errors.length > 0) add("", sentence(schema as Fragment));
  return [...problems.values()];
}

function sentence(fragment: Fragment): string {
  return `Write ${wanted(fragment)}.`;
}

function wanted(fragment: Fragment): string {
  if (fragment.anyOf) return fragment.anyOf.map(wanted).join(" or ");
  if (fragment.enum) return `one of: ${fragment.enum.join(", ")}`;
  const { type, minimum, maximum, minLength = 0, maxLength, maxItems, pattern, description } = fragment;
  const range =
    minimum === undefined ? "" : maximum === undefined ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
  switch (type) {
    case "integer":
      return `a whole number${range}`;
    case "number":
      return `a number${range} (a fraction is allowed)`;
    case "boolean":
      return "true or false";
    case "string": {
      if (pattern !== undefined && description) return description.charAt(0).toLowerCase() + description.slice(1);
      return maxLength === undefined ? "a text" : `a text of ${minLength} to ${maxLength} characters`;
    }
    case "array":
      return maxItems === undefined ? "a list" : `a list of at most ${maxItems} entries`;
    case "object":
      return `an object with the fields ${Object.keys(fragment.properties ?? {}).join(", ")}`;
    default:
      return type === "null" ? "null" : "another value";
  }
}

function fragmentAt(schema: Fragment, schemaPath: string): Fragment {
  let at: unknown = schema;
  for (const part of schemaPath.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    at = (at as Record<string, unknown> | undefined)?.[name];
  }
  return (at ?? {}) as Fragment;
}
