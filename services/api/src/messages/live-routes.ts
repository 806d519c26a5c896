import { LiveQuerySchema } from "@postlane/contract";
import type { RecordTail } from "@postlane/records";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { type LiveFeed, openLiveFeed } from "./live-feed.ts";

export interface LiveOptions {
  readonly tail: RecordTail;
  /** Followers at a time [100]. */
  readonly maxFollowers?: number;
  /** Keeps proxies from closing a quiet connection [15000]. */
  readonly heartbeatMs?: number;
  /** How long a follower that catches up may take nothing before it is let go [30000]. */
  readonly stallMs?: number;
}

/** Log records as they happen, as Server-Sent Events (WHATWG HTML section 9.2). Live means soon, not complete: for that there is the log. */
export function liveRoutes(options: LiveOptions): FastifyPluginAsync {
  const { tail, maxFollowers = 100, heartbeatMs = 15_000, stallMs = 30_000 } = options;
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const open = new Set<LiveFeed>();
    let places = maxFollowers;
    // Streams that never end by themselves would hold up the server's close.
    app.addHook("preClose", async () => {
      for (const feed of open) feed.end();
    });

    const schema = {
      tags: ["messages"],
      summary: "Follow the log records as they happen (Server-Sent Events)",
      description:
        "Each record is an event `record` with an id; send the last one as `Last-Event-ID` to go on after a short break; an event `gap` " +
        "says that records in between may be missing and have to be looked up in the log. A follower that is too slow gets an event `lagging` and is let go.",
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
        const feed = await openLiveFeed({ tail, query, since, heartbeatMs, stallMs }).catch(() => {
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
