import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AuditLog } from "./audit-log.ts";

/** Parts, by their tag, that write no entries of their own. */
const PARTS: ReadonlySet<string> = new Set(["settings", "webhooks", "recovery"]);

/**
 * Every request that changed something in these parts is an entry: `settings.changed`, its path, by which method, and the version it made of
 * the settings, whose history has what changed.
 */
export function auditChanges(app: FastifyInstance, audit: AuditLog): void {
  app.addHook("onSend", async (request, reply) => {
    const part = changedPart(request);
    if (part === undefined || reply.statusCode >= 300) return;
    const version = /^"?(\d+)"?$/.exec(String(reply.getHeader("etag")))?.[1];
    await audit
      .write({
        actor: request.actor,
        action: `${part}.changed`,
        target: request.url.split("?")[0]!.replace(/^\/v1\//, ""),
        clientAddress: request.ip,
        detail: { method: request.method, ...(version === undefined ? {} : { version: Number(version) }) },
      })
      // It has been changed: saying that it has not would be worse than an entry missing here.
      .catch((err: unknown) => request.log.error({ err }, "a change could not be written to the audit log"));
  });
}

/** The first tag of the route, when a request to it changes something. */
function changedPart({ method, routeOptions }: FastifyRequest): string | undefined {
  const { tags: [part] = [] } = (routeOptions.schema ?? {}) as { readonly tags?: readonly string[] };
  if (method === "GET" || method === "HEAD" || part === undefined || !PARTS.has(part)) return undefined;
  return routeOptions.url?.endsWith("/preview") ? undefined : part;
}
