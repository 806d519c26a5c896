import { createHash } from "node:crypto";
import { isAscii } from "node:buffer";
import { Readable } from "node:stream";
import {
  IdempotencyHeadersSchema,
  type Problem,
  RawSubmissionQuerySchema,
  type SubmissionInput,
  SubmissionSchema,
  SubmittedSchema,
} from "@postlane/contract";
import type { Accepted, Intake, Pressure } from "@postlane/intake";
import { createHeaderScan, domainOf, receivedHeader } from "@postlane/mail";
import type { GeneralSettings } from "@postlane/settings";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { ENVIRONMENT } from "../access/check-credential.ts";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import { readBody } from "../http/read-body.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { createAddressBook, toEnvelope } from "./collect-envelope.ts";
import { checkSenders } from "./check-senders.ts";
import { type Composed, composeMessage } from "./compose-message.ts";
import { readRawMessage } from "./read-raw-message.ts";

export interface SubmissionRouteDeps {
  readonly intake: Intake;
  readonly pressure: Pressure;
  readonly general: () => GeneralSettings;
  /** The name of this host: in Message-ID and `by` of Received. */
  readonly hostname: string;
  readonly now: () => number;
}

/** Base64 makes attachments a third larger than the message they become. */
const BODY_LIMIT_BYTES = 128 * 1024 * 1024;
/** Smaller messages are written together with what commits them. */
const FLOWS_BYTES = 1024 * 1024;
/** Texts up to this length go into the fingerprint of a request as they are. */
const BRIEF_LENGTH = 65_536;
const RAW = "message/rfc822";

/** Mail over HTTP: the same counter, limits and durability as SMTP. */
export function submissionRoutes(deps: SubmissionRouteDeps): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    app.addContentTypeParser(RAW, readBody);
    const schema = {
      tags: ["messages"],
      summary: "Send a message: composed from JSON, or as it is with its envelope in the query",
      security: [{ token: [] }],
      headers: IdempotencyHeadersSchema,
      querystring: RawSubmissionQuerySchema,
      body: {
        content: {
          "application/json": { schema: SubmissionSchema },
          [RAW]: { schema: Type.Unsafe<Buffer>({ contentMediaType: RAW, description: "The whole message" }) },
        },
      },
      response: { 202: SubmittedSchema, ...problemResponses },
    };
    app.post(
      "/messages",
      { config: { scope: "sender" }, schema, bodyLimit: BODY_LIMIT_BYTES },
      async (request, reply) => {
        refuseWithoutRoom(deps.pressure, request);
        const messageId = deps.intake.newMessageId();
        const message = await messageOf(request, messageId);
        checkSenders(request.identity?.token?.allowedSenders, message);
        const accepted = await accept(deps, request, messageId, message);
        if (accepted.replayed) reply.header("idempotency-replayed", "true");
        reply.code(202).header("location", `/v1/messages/${accepted.messageId}`);
        return { message_id: accepted.messageId };
      },
    );
  };

  async function messageOf(request: FastifyRequest, messageId: string): Promise<Composed> {
    const { from, to } = request.query as { from?: string; to?: readonly string[] };
    if (Buffer.isBuffer(request.body)) return rawMessage(request.body, from, to);
    if (from !== undefined || to !== undefined)
      throw invalidInput([{ field: from === undefined ? "to" : "from", message: "Write addresses in the JSON body." }]);
    return composeMessage(request.body as SubmissionInput, { messageId, hostname: deps.hostname, nowMs: deps.now() });
  }
}

const RETRY_AFTER_SECONDS = 60;

/** Before anything of the message is looked at: what is not taken should cost little. */
function refuseWithoutRoom(pressure: Pressure, request: FastifyRequest): void {
  const reason = pressure.refuse(senderOf(request));
  if (!reason) return;
  const detail =
    reason === "full"
      ? "The queue is full. Send the message again in a few minutes."
      : "The queue fills up and this token has sent more than others. Send the rest in some minutes, or more slowly.";
  throw new HttpProblem("queue_full", detail, [], { headers: { "retry-after": String(RETRY_AFTER_SECONDS) } });
}

function senderOf({ identity }: FastifyRequest): string {
  return `token ${identity?.token?.id ?? ENVIRONMENT}`;
}

function rawMessage(body: Buffer, from: string | undefined, to: readonly string[] = []): Composed {
  const book = createAddressBook();
  if (from === undefined) book.problems.push({ field: "/from", message: "Write ?from=<sender>, or an empty one." });
  const sender = book.reversePath(from ?? "", "from");
  const recipients = to.map((text) => book.mailbox(text, "to")).filter((found) => found !== undefined);
  const raw = readRawMessage(body);
  const problems = book.problems.map(({ field, message }) => ({ field: field.slice(1), message }));
  if (!raw.ok) problems.push(raw.problem);
  if (problems.length > 0 || !sender || !raw.ok) throw invalidInput(problems);
  return { envelope: toEnvelope(sender, recipients), content: raw.content };
}

/** The same checks as in an SMTP session, then the same counter. */
async function accept(
  deps: SubmissionRouteDeps,
  request: FastifyRequest,
  messageId: string,
  { envelope, content }: Composed,
): Promise<Accepted> {
  const { maxMessageBytes, maxRecipients, maxReceivedHops } = deps.general();
  if (content.length > maxMessageBytes)
    throw new HttpProblem(
      "body_too_large",
      `The message is larger than ${maxMessageBytes} bytes (general.maxMessageBytes).`,
    );
  const header = createHeaderScan();
  header.feed(content);
  const { receivedCount, ...headerFacts } = header.facts();
  const problems: Problem[] = [];
  const { recipients } = envelope;
  if (recipients.length === 0) problems.push({ field: "to", message: "Write at least one recipient." });
  if (recipients.length > maxRecipients)
    problems.push({ field: "to", message: `Write at most ${maxRecipients} recipients (general.maxRecipients).` });
  if (receivedCount > maxReceivedHops)
    problems.push({
      field: "",
      message: `It has ${receivedCount} Received fields, more than general.maxReceivedHops: it is looping.`,
    });
  for (const domain of new Set(recipients.map(({ address }) => domainOf(address)))) {
    const problem = deps.intake.routeProblem(domain);
    if (problem) problems.push({ field: "to", message: `Mail for ${domain} has no way out: ${problem}.` });
  }
  if (problems.length > 0) throw invalidInput(problems);
  const trace = receivedHeader({
    helo: "api",
    clientAddress: request.ip,
    hostname: deps.hostname,
    protocol: "HTTP",
    messageId,
    forAddress: recipients.length === 1 ? recipients[0]!.address : undefined,
    atMs: deps.now(),
  });
  const key = request.headers["idempotency-key"] as string | undefined;
  const accepted = await deps.intake.accept({
    messageId,
    envelope,
    // In SMTP every message ends with a line end, for the final dot stands on a line of its own.
    content: joined([Buffer.from(trace, "latin1"), content, Buffer.from(endsWithLine(content) ? "" : "\r\n")]),
    facts: () => ({ ...headerFacts, eightBit: !isAscii(content) }),
    clientAddress: request.ip,
    clientName: "api",
    ...(request.identity?.token && { username: request.identity.token.name }),
    // A key is its token's own: nobody learns of another's messages by guessing it.
    repeatKey: () =>
      key === undefined ? undefined : { scope: senderOf(request), key, request: fingerprintOf(request) },
  });
  if (accepted.replayed) return accepted;
  deps.pressure.note(senderOf(request), recipients.length);
  request.log.info(
    {
      message_id: messageId,
      client_address: request.ip,
      by: request.actor,
      reverse_path: envelope.reversePath,
      recipients: recipients.length,
      first_recipient: recipients[0]!.address,
      size_bytes: accepted.sizeBytes,
      suppressed: accepted.suppressed || undefined,
    },
    "accepted",
  );
  return accepted;
}

/** A large message flows to the spool in its parts: it is not held twice. */
function joined(parts: readonly Buffer[]): Buffer | Readable {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  return bytes > FLOWS_BYTES ? Readable.from(parts, { objectMode: false }) : Buffer.concat(parts);
}

function endsWithLine(content: Buffer): boolean {
  return content.length === 0 || content.subarray(-2).toString("latin1") === "\r\n";
}

function fingerprintOf({ headers, query, body }: FastifyRequest): string {
  const hash = createHash("sha256").update(JSON.stringify([headers["content-type"], query]));
  return hash.update(Buffer.isBuffer(body) ? body : JSON.stringify(body, briefly)).digest("hex");
}

/** A long text stands as its digest, so that a large request is not written out as a whole. */
function briefly(_name: string, value: unknown): unknown {
  if (typeof value !== "string" || value.length <= BRIEF_LENGTH) return value;
  const hash = createHash("sha256");
  for (let at = 0; at < value.length; at += BRIEF_LENGTH) hash.update(value.slice(at, at + BRIEF_LENGTH), "utf16le");
  return { sha256: hash.digest("hex") };
}
