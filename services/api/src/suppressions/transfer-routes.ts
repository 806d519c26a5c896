import { Readable } from "node:stream";
import {
  SuppressionExportQuerySchema,
  type SuppressionImportResult,
  SuppressionImportResultSchema,
} from "@postlane/contract";
import type { NewSuppression } from "@postlane/suppressions";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { exportEntries } from "./export-entries.ts";
import { domainParameter, fromList } from "./http-suppression.ts";
import { noteChange } from "./note-change.ts";
import { CSV, limited, NDJSON, readEntries, TooLarge, Unreadable } from "./read-entries.ts";
import type { SuppressionRouteDeps } from "./suppression-routes.ts";

/** One request is done well within its time; a larger file is sent in parts. */
const MOST_LINES = 200_000;
const MOST_BYTES = 64 * 1024 * 1024;
const BATCH = 500;
const MOST_ERRORS = 100;

/** The list as a file: in, and out. */
export function transferRoutes({ suppressions, audit, now }: SuppressionRouteDeps): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const common = { tags: ["suppressions"], security: [{ token: [] }] };
    // The body is read as it comes: who sends it sees by what was taken how far it is.
    app.addContentTypeParser([CSV, NDJSON], (_request, payload, done) => done(null, payload));

    const file = (type: string, description: string) => ({
      schema: Type.Unsafe<Readable>({ contentMediaType: type, description }),
    });
    const importSchema = {
      ...common,
      summary: "Suppress the addresses of a file; lines that are no entry are refused one by one",
      body: {
        content: {
          [NDJSON]: file(NDJSON, "A JSON object a line: address, and if wanted reason, expires_at"),
          [CSV]: file(
            CSV,
            "A first line with the names of the columns: address (or email), and if wanted reason, expires_at",
          ),
        },
      },
      response: { 200: SuppressionImportResultSchema, ...problemResponses },
    };
    app.post("/suppressions/import", { config: { scope: "operator" }, schema: importSchema }, async (request) => {
      const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() === CSV ? CSV : NDJSON;
      const { body } = request;
      if (!(body instanceof Readable))
        throw new HttpProblem("unsupported_media_type", `Send the file as \`${NDJSON}\` or \`${CSV}\`.`);
      await noteChange(audit, request, "import", "file");
      const result: SuppressionImportResult = { lines: 0, added: 0, replaced: 0, refused: 0, errors: [] };
      let batch: NewSuppression[] = [];
      const put = async (): Promise<void> => {
        const entries = batch;
        batch = [];
        for (const each of await fromList(suppressions.putAll(entries)))
          result[each === "added" ? "added" : "replaced"]++;
      };
      try {
        for await (const { line, ...read } of readEntries(limited(body, MOST_BYTES), type, request.actor, now())) {
          if (++result.lines > MOST_LINES) throw new TooLarge(`more than ${MOST_LINES} lines`);
          if ("entry" in read) batch.push(read.entry);
          else if (++result.refused <= MOST_ERRORS) result.errors.push({ line, message: read.problem });
          if (batch.length === BATCH) await put();
        }
        if (batch.length > 0) await put();
      } catch (error) {
        const kept = `${result.added + result.replaced} entries before it were put on the list`;
        if (error instanceof TooLarge)
          throw new HttpProblem("body_too_large", `The file has ${error.message}; ${kept}. Send the rest in parts.`);
        if (error instanceof Unreadable) throw new HttpProblem("malformed_request", `${error.message} ${kept}.`);
        throw error;
      } finally {
        // What was put is there, whether this can be written or not.
        const { errors: _errors, ...counts } = result;
        const missed = (err: unknown): void => request.log.error({ err, ...counts }, "an import could not be audited");
        await noteChange(audit, request, "imported", "file", counts).catch(missed);
      }
      return result;
    });

    const exportSchema = {
      ...common,
      summary: "The whole list as a file, such as the import takes",
      querystring: SuppressionExportQuerySchema,
      response: {
        200: {
          description: "One entry a line",
          content: {
            [NDJSON]: { schema: Type.Unsafe<Readable>({ type: "string" }) },
            [CSV]: { schema: Type.Unsafe<Readable>({ type: "string" }) },
          },
        },
        ...problemResponses,
      },
    };
    app.get("/suppressions/export", { config: { scope: "viewer" }, schema: exportSchema }, async (request, reply) => {
      const { format = "ndjson" } = request.query;
      const domain = domainParameter(request.query.domain);
      // The first page before the head goes out: afterwards trouble can only cut the file short.
      const first = await fromList(suppressions.page({ limit: 1_000, domain }));
      const lines = exportEntries(first, (cursor) => suppressions.page({ limit: 1_000, domain, cursor }), format);
      reply
        .type(format === "csv" ? `${CSV}; charset=utf-8` : NDJSON)
        .header("content-disposition", `attachment; filename="suppressions.${format}"`);
      return reply.send(Readable.from(lines));
    });
  };
}
