import type { IncomingMessage, ServerResponse } from "node:http";
import { ProblemDetailsSchema } from "@postlane/contract";
import type { FastifyInstance } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { PROBLEM_CODES } from "../src/http/problem-codes.ts";

export interface OpenApiOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: TSchema }>> }>>;
  readonly "x-scope"?: string;
}

export type OpenApiPaths = Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;

interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * Holds every answer that leaves the api, whoever asked and whatever its status, against what the OpenAPI document promises for that
 * route: a status that is declared, a content type that is declared, and JSON in UTF-8 that fits its schema.
 * @returns the promises that were broken, one sentence each; it fills as answers are sent.
 */
export function watchContract(app: FastifyInstance): string[] {
  const broken: string[] = [];
  app.server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    watch(response, (answered) => {
      const asked = `${request.method} ${request.url}`;
      const paths = app.swagger().paths as unknown as OpenApiPaths;
      for (const problem of problemsOf(paths, request, answered))
        broken.push(`${asked} answered ${answered.status}: ${problem}`);
    });
  });
  return broken;
}

/** Looks at what is written to the socket, after Fastify's hooks and serializers: nothing can change it any more. */
function watch(response: ServerResponse, onEnd: (answered: Answered) => void): void {
  const chunks: Buffer[] = [];
  let contentType: string | undefined;
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  const original = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
  };
  Object.assign(response, {
    writeHead(status: number, ...more: unknown[]) {
      const headers = (more.at(-1) ?? {}) as Record<string, unknown>;
      contentType ??= headers["content-type"] as string | undefined;
      return original.writeHead(status, ...(more as []));
    },
    write(chunk: unknown, ...more: unknown[]) {
      keep(chunk);
      return original.write(chunk, ...(more as []));
    },
    end(chunk?: unknown, ...more: unknown[]) {
      keep(chunk);
      contentType ??= response.getHeader("content-type") as string | undefined;
      onEnd({ status: response.statusCode, contentType: contentType ?? "", body: Buffer.concat(chunks) });
      return original.end(chunk, ...(more as []));
    },
  });
}

function problemsOf(paths: OpenApiPaths, { method, url }: IncomingMessage, answered: Answered): string[] {
  const type = answered.contentType.split(";")[0]!;
  if (type === "application/problem+json") {
    const problems = problemsOfProblem(answered);
    if (problems.length > 0 || isOutside(answered)) return problems;
  }
  const operation = operationOf(paths, method!, url!.split("?")[0]!);
  if (operation === undefined) return isHidden(url!) ? [] : ["the document knows no such route"];
  const described =
    operation.responses[answered.status] ?? operation.responses[`${Math.floor(answered.status / 100)}XX`];
  if (!described) return ["this status is not declared"];
  if (answered.body.length === 0) return [];
  const media = described.content?.[type];
  if (!media) return [`content type ${type || "(none)"} is not declared for it`];
  return /[/+]json$/.test(type) && type !== "application/problem+json"
    ? problemsOfJson(media.schema, answered.body)
    : [];
}

/** Errors before a route is found have no declaration of their own; every one of them is a problem with a known code. */
function isOutside({ body }: Answered): boolean {
  return ["no_such_route", "malformed_request"].includes((JSON.parse(body.toString()) as { code: string }).code);
}

/** Pages for people are not part of the document. */
function isHidden(url: string): boolean {
  return /^\/reference(\/|$|\?)/.test(url);
}

function problemsOfProblem({ status, body }: Answered): string[] {
  const problems = problemsOfJson(ProblemDetailsSchema, body);
  if (problems.length > 0) return problems;
  const { code, status: said } = JSON.parse(body.toString()) as { code: string; status: number };
  const known = (PROBLEM_CODES as Record<string, { status: number }>)[code];
  if (!known) return [`\`${code}\` is not in PROBLEM_CODES`];
  return known.status === status && said === status ? [] : [`\`${code}\` has another status`];
}

function problemsOfJson(schema: TSchema, body: Buffer): string[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    return [`the body is no JSON in UTF-8: ${(error as Error).message}`];
  }
  return Compile(schema)
    .Errors(value)
    .map(({ instancePath, message }) => `${instancePath || "the body"} ${message}`);
}

/** The operation of a path; a literal segment wins over a parameter. */
function operationOf(paths: OpenApiPaths, method: string, pathname: string): OpenApiOperation | undefined {
  const parameters = (template: string): number => template.split("{").length;
  const [template] = Object.keys(paths)
    .filter((each) => new RegExp(`^${each.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(pathname))
    .toSorted((a, b) => parameters(a) - parameters(b));
  const operations = paths[template ?? ""];
  return operations?.[method.toLowerCase()] ?? (method === "HEAD" ? operations?.["get"] : undefined);
}
