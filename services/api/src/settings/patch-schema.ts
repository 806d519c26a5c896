import { type TObject, type TSchema, Type } from "typebox";
import type { Section } from "./sections.ts";

/**
 * The body that replaces (all but the key as for a new entry) or changes an entry (every field may be left out, and all but
 * those without default may be null: RFC 7396).
 */
export function patchSchemaOf({ input, key }: Section, everythingOptional: boolean): TObject {
  const required = new Set((input as { required?: readonly string[] }).required);
  const fields = Object.entries(input.properties as Record<string, TSchema>).map(([name, field]): [string, TSchema] => {
    if (name === key || !everythingOptional) return [name, name === key ? Type.Optional(field) : field];
    return [name, Type.Optional(required.has(name) ? field : nullable(field))];
  });
  return Type.Object(Object.fromEntries(fields), { additionalProperties: false });
}

function nullable(field: TSchema): TSchema {
  const variants = (field as { anyOf?: TSchema[] }).anyOf;
  return variants ? Type.Union(variants) : Type.Union([field, Type.Null()]);
}
