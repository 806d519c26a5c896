import { Readable } from "node:stream";
import type { LiveQuery } from "@postlane/contract";
import type { RecordEntry, RecordTail } from "@postlane/records";
import { toHttpRecord } from "./log-record.ts";
import { matchesQuery } from "./matches-query.ts";

/** One follower's stream of Server-Sent Events. */
export interface LiveFeed {
  readonly stream: Readable;
  end(): void;
}

export interface LiveFeedOptions {
  readonly tail: RecordTail;
  readonly query: LiveQuery;
  /** The last event the follower has seen. */
  readonly since: string | undefined;
  readonly heartbeatMs: number;
  /** How long a follower that catches up may take no more before it is let go. */
  readonly stallMs: number;
}

/** What a follower may be behind before it is let go. */
const MAX_BEHIND_BYTES = 1024 * 1024;
/** One that catches up gets the past in such pieces, each when it has taken most of the one before. */
const PAGE = 50;
const ROOM_BYTES = 64 * 1024;
const END_MS = 5_000;

/**
 * Begins a feed: first what came after `since` and is still in the stream, then what happens. Whether anything is missing in
 * between is told by an event `gap`. No more than about a MiB, or 50 records of the past, is held for a follower, however slow it is.
 * @throws Error when Redis cannot be asked
 */
export async function openLiveFeed(options: LiveFeedOptions): Promise<LiveFeed> {
  const { tail, query, since, heartbeatMs, stallMs } = options;
  let wake = (): void => {};
  const stream = new Readable({ read: () => wake() });
  let last = since ?? "0-0";
  /** Newest entry that was told live while the past was still being read. */
  let newest = "0-0";
  let catchingUp = since !== undefined;
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    stream.push(null);
    wake();
    // A client that does not read would never see the end.
    setTimeout(() => stream.destroy(), END_MS).unref();
  }
  function tell(entry: RecordEntry): void {
    if (ended || !isAfter(entry.entryId, last)) return;
    last = entry.entryId;
    if (!matchesQuery(entry.record, query)) return;
    stream.push(event("record", entry.entryId, toHttpRecord(entry.record)));
    if (!catchingUp && stream.readableLength >= MAX_BEHIND_BYTES) letGo();
  }
  function letGo(): void {
    if (!ended) stream.push(event("lagging", last, {}));
    end();
  }
  /** @returns false when the follower took nothing for too long */
  async function room(): Promise<boolean> {
    const until = performance.now() + stallMs;
    while (!ended && stream.readableLength > ROOM_BYTES) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }
  /** Tells the next piece of the past; with the last one it is over, and from the same moment entries are told as they come. */
  async function tellPast(): Promise<void> {
    const from = last;
    const page = await tail.after(from, PAGE);
    // Asked after the page was read: what was there then was there before.
    if (!(await tail.isWhole(from))) stream.push(event("gap", from, {}));
    for (const entry of page) tell(entry);
    catchingUp = page.length > 0 || isAfter(newest, from);
  }
  async function catchUp(): Promise<void> {
    while (catchingUp && !ended) {
      if (!(await room())) return letGo();
      // What was told live and is no longer to be had is reported as a gap.
      newest = "0-0";
      await tellPast();
    }
  }

  const unfollow = await tail.follow((entry) => {
    if (catchingUp) newest = entry.entryId;
    else tell(entry);
  });
  // With the id, so that one whose filter lets nothing through can still go on where it was (an event without data is not told).
  const heartbeat = setInterval(
    () => ended || stream.push(`:\n\n${last === "0-0" ? "" : `id: ${last}\n\n`}`),
    heartbeatMs,
  );
  stream.once("close", () => {
    ended = true;
    wake();
    unfollow();
    clearInterval(heartbeat);
  });
  stream.push("retry: 2000\n\n");
  if (!catchingUp) return { stream, end };
  try {
    await tellPast();
  } catch (error) {
    stream.destroy();
    throw error;
  }
  // Its answer has begun: should Redis go away now, the follower comes again by itself.
  if (catchingUp) catchUp().catch(end);
  return { stream, end };
}

/** JSON has no line break in it, so one data line holds it. */
function event(name: string, id: string, data: object): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

function isAfter(a: string, b: string): boolean {
  const [aMs = 0, aNumber = 0] = a.split("-").map(Number);
  const [bMs = 0, bNumber = 0] = b.split("-").map(Number);
  return aMs > bMs || (aMs === bMs && aNumber > bNumber);
}
