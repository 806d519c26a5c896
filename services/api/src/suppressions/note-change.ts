import type { FastifyRequest } from "fastify";

/** Who changed the list, and how: the one place that every change by hand passes. */
export function noteChange(
  request: FastifyRequest,
  what: "added" | "replaced" | "removed" | "imported",
  fields: Readonly<Record<string, unknown>>,
): void {
  request.log.info({ actor: request.actor, ...fields }, `suppression ${what}`);
}
