import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Answers are data, not pages: no browser may run, frame, guess or keep them. A route that is a page says so in its option `helmet`. */
export async function secureHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // Promised below, where the request came over TLS.
    strictTransportSecurity: false,
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    // RFC 6797 section 7.2: never over plain HTTP. A trusted proxy in front says which it was.
    if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
  });
}
