import { setTimeout as sleep } from "node:timers/promises";
import type { CommandContext } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { followRecords, type LiveRecord } from "../connection/follow-records.ts";
import type { Trace } from "./describe-message.ts";
import { describeRecord } from "./messages-follow.ts";

const LOOK_AGAIN_MS = 2_000;
/** A recipient in one of these has not come to an end. */
export const OPEN_STATES: ReadonlySet<string> = new Set(["queued", "deferred", "held"]);

/**
 * Tells a message's records, those so far and those to come, until no recipient waits any more.
 * @returns whether every recipient got it
 */
export async function followMessage({ client, follower, out }: CommandContext, id: string): Promise<boolean> {
  const told = new Set<string>();
  const tell = (record: LiveRecord): void => {
    if (told.has(record.id)) return;
    told.add(record.id);
    out.entry(record, () => describeRecord(record, out));
  };
  const read = async (): Promise<Trace> => {
    const trace = await ask(client.GET("/v1/messages/{id}", { params: { path: { id } } }));
    for (const record of trace.records) tell(record);
    return trace;
  };
  const verdict = (trace: Trace): boolean | undefined => {
    if (trace.recipients.length === 0 || trace.recipients.some(({ state }) => OPEN_STATES.has(state))) return undefined;
    return trace.recipients.every(({ state }) => state === "delivered");
  };
  // An unknown message is told at once; then the feed is opened before the story is read, so that nothing falls between them.
  let ended = verdict(await read());
  const stop = new AbortController();
  const opened = Promise.withResolvers<void>();
  const feed = followRecords(follower, { id }, { signal: stop.signal, onOpen: opened.resolve });
  try {
    let next = feed.next();
    next.catch(opened.reject);
    if (ended === undefined) {
      await opened.promise;
      ended = verdict(await read());
    }
    while (ended === undefined) {
      // A record may be a moment ahead of the state it tells of.
      const found = await Promise.race([next, sleep(LOOK_AGAIN_MS)]);
      if (found?.value) tell(found.value);
      if (found) next = feed.next();
      ended = verdict(await read());
    }
    return ended;
  } finally {
    stop.abort();
  }
}
