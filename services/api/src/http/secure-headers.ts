import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Answers are data, never pages: no browser may run, frame, guess or keep them. */
export async function secureHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // TLS ends at a proxy in front; only that may promise it.
    strictTransportSecurity: false,
  });
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
}
