import { pipeline, type Readable } from "node:stream";
import { SuppressionInputSchema, describeErrors } from "@postlane/contract";
import { parseSuppressionName } from "@postlane/mail";
import type { NewSuppression } from "@postlane/suppressions";
import { CsvError, parse } from "csv-parse";
import { Compile } from "typebox/compile";

export const CSV = "text/csv";
export const NDJSON = "application/x-ndjson";

/** The file is larger than one request may be. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** The file cannot be read on; the message tells what to do. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

export type ReadEntry = { readonly line: number } & ({ readonly entry: NewSuppression } | { readonly problem: string });

const MAX_LINE_BYTES = 8 * 1024;
const validator = Compile(SuppressionInputSchema);

/** Hands chunks on until they are too many. @throws TooLarge */
export async function* limited(body: Readable, mostBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new TooLarge(`more than ${mostBytes} bytes`);
    yield chunk;
  }
}

/**
 * Entries of a file, one after another. What a line says besides address, reason and expires_at is not looked at, so that an export,
 * or another program's list, can be read.
 * @throws TooLarge, Unreadable
 */
export async function* readEntries(
  body: AsyncIterable<Buffer>,
  type: typeof CSV | typeof NDJSON,
  actor: string,
  nowMs: number,
): AsyncGenerator<ReadEntry> {
  for await (const { line, fields } of type === CSV ? csvLines(body) : jsonLines(body)) {
    yield { line, ...toEntry(fields, actor, nowMs) };
  }
}

interface Line {
  readonly line: number;
  /** Undefined: it is no object. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

async function* csvLines(body: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let named = false;
  const parser = parse({
    bom: true,
    columns: (written: string[]) => {
      const names = written.map((name) => name.toLowerCase());
      if (!names.includes("address") && names.includes("email")) names[names.indexOf("email")] = "address";
      named = names.includes("address");
      return names;
    },
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_LINE_BYTES,
  });
  // Errors of either side come out of the parser.
  pipeline(body, parser, () => {});
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, unknown>;
      info: { lines: number };
    }>) {
      if (!named) throw new Unreadable("Write the names of the columns into the first line, one of them `address`.");
      // An empty field is one that was left out.
      const fields = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ""));
      yield { line: info.lines, fields };
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new Unreadable(`The CSV cannot be read on: ${error.message}.`, { cause: error });
    throw error;
  }
}

async function* jsonLines(body: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let line = 0;
  for await (const text of splitLines(body)) {
    line++;
    if (text.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    yield { line, fields: isObject ? (value as Record<string, unknown>) : undefined };
  }
}

/** @throws Unreadable when a line does not end */
async function* splitLines(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > MAX_LINE_BYTES)
      throw new Unreadable(`Write one JSON object a line, of at most ${MAX_LINE_BYTES} bytes.`);
    yield* lines;
  }
  yield rest + decoder.decode();
}

function toEntry(
  fields: Line["fields"],
  actor: string,
  nowMs: number,
): { readonly entry: NewSuppression } | { readonly problem: string } {
  if (!fields) return { problem: 'Write a JSON object such as {"address":"ann@example.com"}.' };
  const { address, reason, expires_at } = fields;
  if (typeof address !== "string") return { problem: "Write `address`: a text." };
  const name = parseSuppressionName(address);
  if ("problem" in name) return { problem: `Write an address or \`@domain\`: ${name.problem}.` };
  const input = { ...(reason !== undefined && { reason }), ...(expires_at !== undefined && { expires_at }) };
  if (!validator.Check(input)) {
    const [first] = describeErrors(SuppressionInputSchema, validator.Errors(input));
    return { problem: `${first?.field.slice(1)}: ${first?.message}` };
  }
  const expiresAtMs = input.expires_at === undefined ? undefined : Date.parse(input.expires_at);
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) return { problem: "expires_at: it has run out already." };
  const entry: NewSuppression = {
    address: name.key,
    source: "manual",
    reason: input.reason ?? "imported",
    createdBy: actor,
    createdAtMs: nowMs,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
  return { entry };
}
