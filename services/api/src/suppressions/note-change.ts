import type { FastifyRequest } from "fastify";
import type { AuditLog } from "../audit/audit-log.ts";

/**
 * Who changes the list, and how: every change by hand passes here before it is made.
 * @throws HttpProblem when the audit log cannot be written: then the change must not be made either
 */
export async function noteChange(
  audit: AuditLog,
  request: FastifyRequest,
  what: "put" | "removed" | "import" | "imported",
  target: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const action = `suppression.${what}`;
  await audit.write({ actor: request.actor, action, target, clientAddress: request.ip, detail });
  request.log.info({ ...detail, target, by: request.actor }, action);
}
