import { setTimeout as sleep } from "node:timers/promises";
import type { operations, PostlaneClient } from "@postlane/client";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { ask } from "./ask.ts";

type Query = NonNullable<operations["getRecordsLive"]["parameters"]["query"]>;
type Trace = operations["getMessagesById"]["responses"][200]["content"]["application/json"];
export type LiveRecord = Trace["records"][number];

const RETRY_MS = 2_000;
/** Breaks in a row after which nobody is thought to come back. */
const MAX_BREAKS = 30;

export interface Following {
  /** Ends it; then the next record is the last. */
  readonly signal?: AbortSignal;
  /** Called when the first connection stands: what happens from then on is told. */
  readonly onOpen?: () => void;
}

/** Records as they happen; it goes on after a short break where it was. @throws CliError when it is refused or stays away */
export async function* followRecords(
  client: PostlaneClient,
  query: Query,
  { signal, onOpen }: Following = {},
): AsyncGenerator<LiveRecord> {
  let lastId: string | undefined;
  for (let breaks = 0; ; breaks++) {
    try {
      const header = lastId === undefined ? {} : { "last-event-id": lastId };
      const options = { params: { query, header }, parseAs: "stream" as const, ...(signal && { signal }) };
      const stream = await ask(client.GET("/v1/records/live", options));
      if (breaks === 0) onOpen?.();
      const events = (stream as unknown as ReadableStream<Uint8Array<ArrayBuffer>>)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream());
      for await (const { event, id, data } of events) {
        lastId = id ?? lastId;
        breaks = 0;
        if (event === "record") yield JSON.parse(data) as LiveRecord;
      }
    } catch (error) {
      if (signal?.aborted) return;
      // What is refused stays refused; a feed that broke may come back.
      if (error instanceof CliError && (error.exitCode !== EXIT.unavailable || lastId === undefined)) throw error;
      if (breaks >= MAX_BREAKS) throw error;
    }
    await sleep(RETRY_MS);
  }
}
