import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { text as textOf, buffer } from "node:stream/consumers";
import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { usageError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { EXIT } from "../exit-codes.ts";
import { followMessage } from "./follow-message.ts";
import { collect } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

type Submission = operations["postMessages"]["requestBody"]["content"]["application/json"];

interface SendOptions {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly returnPath?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly textFile?: string;
  readonly htmlFile?: string;
  readonly attach?: readonly string[];
  readonly header?: readonly string[];
  readonly raw?: string;
  readonly document?: string;
  readonly idempotencyKey?: string;
  readonly follow?: boolean;
}

export function sendCommand(program: Command, { action, end }: Tools): void {
  program
    .command("send")
    .description("hand in a mail over HTTP: composed from options, or as it is")
    .option("--from <address>", "author, and where reports go")
    .option("--to <address>", "a recipient; repeat it for each", collect)
    .option("--cc <address>", "a recipient of a copy", collect)
    .option("--bcc <address>", "a recipient nobody sees", collect)
    .option("--reply-to <address>", "where answers go", collect)
    .option("--return-path <address>", "where reports go; empty: nowhere")
    .option("--subject <text>")
    .option("--text <text>", "the plain text; without it, --text-file or --html-file it is read from standard input")
    .option("--text-file <file>", "file with the plain text; - is standard input")
    .option("--html-file <file>", "file with the HTML text")
    .option("--attach <file>", "a file to attach", collect)
    .option("--header <field>", "a further header field: 'X-Name: value'", collect)
    .option("--raw <file>", "send this message as it is to --to, from --from; - is standard input")
    .option("--document <file>", "send this JSON as POST /v1/messages takes it; - is standard input")
    .option("--idempotency-key <text>", "requests with the same one are one message, for a day")
    .option("-f, --follow", "tell what becomes of it; ends with 1 when a recipient did not get it")
    .addHelpText(
      "after",
      examples(
        "send --from me@example.org --to you@example.net --subject hello --text 'Hello.'",
        "send --from me@example.org --to you@example.net --subject report --attach report.pdf < letter.txt",
        "send --raw mail.eml --from me@example.org --to you@example.net --follow",
        "send --document mail.json --idempotency-key order-4711",
      ),
    )
    .action(
      action<[], SendOptions>(async (context, _args, options) => {
        const id = options.raw === undefined ? await sendComposed(context, options) : await sendRaw(context, options);
        if (!options.follow) return context.out.answer({ message_id: id }, () => `queued as ${id}`);
        context.out.note(`Queued as ${id}.`);
        if (!(await followMessage(context, id))) end(EXIT.failure);
      }),
    );
}

async function sendComposed(context: CommandContext, options: SendOptions): Promise<string> {
  const body =
    options.document === undefined ? await compose(context, options) : await readDocument(context, options.document);
  const sending = context.progress("sending");
  const header = keyOf(options);
  const { message_id } = await ask(context.client.POST("/v1/messages", { body, params: { header } })).finally(
    sending.end,
  );
  return message_id;
}

async function sendRaw(context: CommandContext, options: SendOptions): Promise<string> {
  const { from, to } = options;
  if (from === undefined || !to) throw usageError("With --raw, --from and --to say who sends it and who gets it.");
  const content = await read(context, options.raw!);
  const sending = context.progress(`sending ${content.length} bytes`);
  const answer = context.client.POST("/v1/messages", {
    params: { query: { from, to: [...to] }, header: keyOf(options) },
    headers: { "content-type": "message/rfc822" },
    body: content as never,
    bodySerializer: (raw: unknown) => raw as Uint8Array<ArrayBuffer>,
  });
  const { message_id } = await ask(answer).finally(sending.end);
  return message_id;
}

function keyOf({ idempotencyKey }: SendOptions) {
  return idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
}

async function compose(context: CommandContext, options: SendOptions): Promise<Submission> {
  const { from, to, cc, bcc, replyTo, returnPath, subject, attach = [], header = [] } = options;
  if (from === undefined) throw usageError("Say who sends it: --from <address>.");
  if (!to && !cc && !bcc) throw usageError("Say who gets it: --to <address>.");
  const html = options.htmlFile === undefined ? undefined : await readText(context, options.htmlFile);
  const text = await textOfMail(context, options, html !== undefined);
  const attachments = await Promise.all(
    attach.map(async (file) => ({ filename: basename(file), content: (await read(context, file)).toString("base64") })),
  );
  const fields = { from, to, cc, bcc, reply_to: replyTo, return_path: returnPath, subject, text, html };
  return {
    ...(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as typeof fields & {
      from: string;
    }),
    ...(attachments.length > 0 && { attachments }),
    ...(header.length > 0 && { headers: Object.fromEntries(header.map(parseHeader)) }),
  } as Submission;
}

async function textOfMail(
  context: CommandContext,
  options: SendOptions,
  hasHtml: boolean,
): Promise<string | undefined> {
  if (options.text !== undefined) return options.text;
  if (options.textFile !== undefined) return readText(context, options.textFile);
  if (hasHtml) return undefined;
  const { stdin } = context.streams;
  if (stdin.isTTY) context.out.note("Write the text; Ctrl-D ends it.");
  return textOf(stdin);
}

function parseHeader(field: string): [string, string] {
  const colon = field.indexOf(":");
  if (colon < 1) throw usageError(`--header ${field}: write 'X-Name: value'.`);
  return [field.slice(0, colon).trim(), field.slice(colon + 1).trim()];
}

async function readDocument(context: CommandContext, file: string): Promise<Submission> {
  try {
    return JSON.parse(await readText(context, file)) as Submission;
  } catch (error) {
    if (error instanceof SyntaxError) throw usageError(`${file} is no JSON: ${error.message}.`);
    throw error;
  }
}

async function readText(context: CommandContext, file: string): Promise<string> {
  const content = await read(context, file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw usageError(`${file} is not in UTF-8.`, "Send it as it is with --raw, or attach it.");
  }
}

async function read({ streams }: CommandContext, file: string): Promise<Buffer> {
  if (file === "-") return buffer(streams.stdin);
  return readFile(file).catch((error: Error) => {
    throw usageError(`${file} cannot be read: ${error.message}.`);
  });
}
