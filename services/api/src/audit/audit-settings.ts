import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AuditLog } from "./audit-log.ts";

/** Every change of the settings that came through is an entry: which part, by which method, and the version it made. The history has what changed. */
export function auditSettings(app: FastifyInstance, audit: AuditLog): void {
  app.addHook("onSend", async (request, reply) => {
    if (!changesSettings(request) || reply.statusCode >= 300) return;
    const version = /^"?(\d+)"?$/.exec(String(reply.getHeader("etag")))?.[1];
    await audit
      .write({
        actor: request.actor,
        action: "settings.changed",
        target: request.url.split("?")[0]!.replace(/^\/v1\//, ""),
        clientAddress: request.ip,
        detail: { method: request.method, ...(version === undefined ? {} : { version: Number(version) }) },
      })
      // It has been changed: saying that it has not would be worse than an entry missing here, for the history has it, too.
      .catch((err: unknown) =>
        request.log.error({ err }, "a change of the settings could not be written to the audit log"),
      );
  });
}

function changesSettings({ method, routeOptions }: FastifyRequest): boolean {
  const { tags = [] } = (routeOptions.schema ?? {}) as { readonly tags?: readonly string[] };
  return method !== "GET" && method !== "HEAD" && tags.includes("settings") && !routeOptions.url?.endsWith("/preview");
}
