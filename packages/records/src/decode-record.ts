import { type LogRecord, RECORD_KINDS } from "@postlane/mail";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
/** From 1970 to the year 9999. */
const time: Check = (value) => number(value) && (value as number) >= 0 && (value as number) < 253_402_300_800_000;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const smallCount: Check = (value) => count(value) && (value as number) < 1_000_000;
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const object: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const reply: Check = (value) =>
  object(value) && smallCount((value as LogRecord["reply"])!.code) && text((value as LogRecord["reply"])!.text);
const transcript: Check = (value) => Array.isArray(value) && value.every(object);
/** UUIDv7 (RFC 9562 section 5.7): the archive lays records down by the time in it. */
const uuid: Check = (value) =>
  text(value) && /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value as string);

const REQUIRED: Readonly<Record<string, Check>> = {
  id: text,
  kind: (value) => (RECORD_KINDS as readonly unknown[]).includes(value),
  at: time,
  messageId: uuid,
  reversePath: text,
  recipients: texts,
};

const OPTIONAL: Readonly<Record<string, Check>> = {
  deliveryId: text,
  domain: text,
  lane: text,
  nextLane: text,
  attempt: smallCount,
  relayId: text,
  rule: text,
  step: text,
  reply,
  enhancedCode: text,
  by: text,
  detail: text,
  nextAt: time,
  mxHost: text,
  mxAddress: text,
  tlsVersion: text,
  tlsCipher: text,
  worker: text,
  transcript,
  clientAddress: text,
  clientName: text,
  username: text,
  sizeBytes: count,
  messageIdHeader: text,
  subject: text,
  uncertain: (value) => typeof value === "boolean",
  reportId: text,
  reportWithheld: text,
  reportOf: text,
  sinceReceivedMs: number,
};

export type Decoded =
  | { readonly ok: true; readonly record: LogRecord }
  | { readonly ok: false; readonly reason: string };

/** Reads an entry of the record stream. Never throws: what is not a record says why. Unknown fields are kept: newer services may write them. */
export function decodeRecord(json: string | undefined): Decoded {
  if (json === undefined) return { ok: false, reason: "the entry has no field r" };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { ok: false, reason: "not JSON" };
  }
  if (!object(value)) return { ok: false, reason: "not an object" };
  const fields = value as Record<string, unknown>;
  for (const [name, check] of Object.entries(REQUIRED)) {
    if (!check(fields[name])) return { ok: false, reason: `${name} is missing or wrong` };
  }
  for (const [name, check] of Object.entries(OPTIONAL)) {
    if (fields[name] !== undefined && !check(fields[name])) return { ok: false, reason: `${name} is wrong` };
  }
  return { ok: true, record: value as LogRecord };
}
