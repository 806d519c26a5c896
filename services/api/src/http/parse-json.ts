import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { pointer } from "@postlane/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HttpProblem, invalidInput } from "./http-problem.ts";
import { jsonShapeProblem } from "./json-shape.ts";
import { readBody } from "./read-body.ts";

/** An escaped surrogate: nearly always half of a pair. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * JSON is UTF-8 (RFC 8259 section 8.1), and its texts are whole characters (RFC 7493 section 2.1). Else it would be kept with something in
 * it that nobody wrote: an address would become another one.
 */
export function parseJson(app: FastifyInstance): void {
  // A body with __proto__ or constructor.prototype is refused, not cleaned.
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", async (request: FastifyRequest, payload: IncomingMessage) => {
    const text = textOf(await readBody(request, payload));
    const value = await new Promise<unknown>((resolve, reject) => {
      void parse(request, text, (error, parsed) => (error ? reject(error) : resolve(parsed)));
    });
    const broken = SURROGATE.test(text) ? brokenText(value) : undefined;
    if (broken === undefined) return value;
    const message = "Write whole characters: half of a surrogate pair stands here.";
    throw invalidInput([{ field: broken, message }]);
  });
}

/** The bytes of a large body are not kept beside its text. */
function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw new HttpProblem("malformed_request", "The body is not in UTF-8.");
  const shape = jsonShapeProblem(body);
  if (shape !== undefined) throw new HttpProblem("malformed_request", shape);
  return body.toString();
}

/** The pointer of a text, or of what has a name, that is no sequence of characters. Not recursive: depth costs a sender nothing. */
function brokenText(document: unknown): string | undefined {
  const open: { readonly value: unknown; readonly field: string }[] = [{ value: document, field: "" }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, field } = next;
    if (typeof value === "string" && !value.isWellFormed()) return field;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (!name.isWellFormed()) return field;
      open.push({ value: inner, field: field + pointer(name) });
    }
  }
  return undefined;
}
