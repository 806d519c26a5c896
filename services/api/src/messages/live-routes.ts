import { Readable } from "node:stream";
import { type LiveQuery, LiveQuerySchema } from "@postlane/contract";
import type { RecordEntry, RecordTail } from "@postlane/records";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { toHttpRecord } from "./log-record.ts";
import { matchesQuery } from "./matches-query.ts";

export interface LiveOptions {
  readonly tail: RecordTail;
  /** Followers at a time [100]. */
  readonly maxFollowers?: number;
  /** Keeps proxies from closing a quiet connection [15000]. */
  readonly heartbeatMs?: number;
}

/** What a follower may be behind before it is let go. */
const MAX_BEHIND_BYTES = 1024 * 1024;
/** What one may catch up on after a moment away. */
const MAX_MISSED = 10_000;
const END_MS = 5_000;

/** Log records as they happen, as Server-Sent Events (WHATWG HTML section 9.2). Live means soon, not complete: for that there is the log. */
export function liveRoutes({ tail, maxFollowers = 100, heartbeatMs = 15_000 }: LiveOptions): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const open = new Set<Feed>();
    let places = maxFollowers;
    // Streams that never end by themselves would hold up the server's close.
    app.addHook("preClose", async () => {
      for (const feed of open) feed.end();
    });

    const schema = {
      tags: ["messages"],
      summary: "Follow the log records as they happen (Server-Sent Events)",
      description:
        "Each record is an event `record` with an id; send the last one as `Last-Event-ID` to go on after a short break. " +
        "A follower that is too slow gets an event `lagging` and is let go.",
      security: [{ token: [] }],
      querystring: LiveQuerySchema,
      headers: Type.Object({ "last-event-id": Type.Optional(Type.String()) }),
      response: {
        200: { description: "Events without end", content: { "text/event-stream": { schema: Type.String() } } },
        ...problemResponses,
      },
    };
    app.get(
      "/records/live",
      { config: { scope: "viewer" }, schema, exposeHeadRoute: false },
      async ({ query, headers }, reply) => {
        const since = headers["last-event-id"];
        if (since !== undefined && !/^\d{1,15}-\d{1,10}$/.test(since))
          throw invalidInput([{ field: "last-event-id", message: "Write the id of an event, or leave it out." }]);
        if (places === 0)
          throw new HttpProblem("unavailable", `There are ${maxFollowers} followers already; close one of them.`);
        places--;
        const feed = await follow(tail, query, since, heartbeatMs).catch(() => {
          places++;
          throw new HttpProblem("unavailable", "Redis does not answer, so there is nothing to follow now.");
        });
        open.add(feed);
        feed.stream.once("close", () => {
          open.delete(feed);
          places++;
        });
        return reply.header("cache-control", "no-store").type("text/event-stream").send(feed.stream);
      },
    );
  };
}

interface Feed {
  readonly stream: Readable;
  end(): void;
}

async function follow(
  tail: RecordTail,
  query: LiveQuery,
  since: string | undefined,
  heartbeatMs: number,
): Promise<Feed> {
  const stream = new Readable({ read() {} });
  let last = since ?? "0-0";
  let ended = false;
  let waiting: RecordEntry[] | undefined = [];

  function end(): void {
    if (ended) return;
    ended = true;
    stream.push(null);
    // A client that does not read would never see the end.
    setTimeout(() => stream.destroy(), END_MS).unref();
  }
  function tell(entry: RecordEntry): void {
    if (ended || !isAfter(entry.entryId, last)) return;
    last = entry.entryId;
    if (!matchesQuery(entry.record, query)) return;
    stream.push(event("record", entry.entryId, toHttpRecord(entry.record)));
    if (stream.readableLength < MAX_BEHIND_BYTES) return;
    stream.push(event("lagging", last, {}));
    end();
  }

  // What comes while the past is read waits its turn; what is in both is told once.
  const unfollow = await tail.follow((entry) => (waiting ? waiting.push(entry) : tell(entry)));
  const heartbeat = setInterval(() => ended || stream.push(":\n\n"), heartbeatMs);
  stream.once("close", () => {
    ended = true;
    unfollow();
    clearInterval(heartbeat);
  });
  stream.push("retry: 2000\n\n");
  try {
    if (since !== undefined) for (const entry of await tail.after(since, MAX_MISSED)) tell(entry);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  const missed = waiting;
  waiting = undefined;
  for (const entry of missed) tell(entry);
  return { stream, end };
}

/** JSON has no line break in it, so one data line holds it. */
function event(name: string, id: string, data: object): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Ids of the stream: `<milliseconds>-<number>`. */
function isAfter(a: string, b: string): boolean {
  const [aMs = 0, aNumber = 0] = a.split("-").map(Number);
  const [bMs = 0, bNumber = 0] = b.split("-").map(Number);
  return aMs > bMs || (aMs === bMs && aNumber > bNumber);
}
