import type { FastifyRequest } from "fastify";
import type { AuditLog } from "../audit/audit-log.ts";

/** Tells log and audit log what was done to tokens, sessions or keys. */
export type NoteAccess = (
  request: FastifyRequest,
  action: `${"token" | "session" | "secrets"}.${string}`,
  target: string,
  detail?: Readonly<Record<string, unknown>>,
  actor?: string,
) => Promise<void>;

/** Afterwards, and without undoing it when the audit log cannot be written: a token must be revocable in a full Redis, too. */
export function createNoteAccess(audit: AuditLog): NoteAccess {
  return async (request, action, target, detail = {}, actor = request.actor) => {
    request.log.info({ action, target, ...detail, by: actor, client_address: request.ip }, "access changed");
    await audit.write({ actor, action, target, clientAddress: request.ip, detail }).catch((err: unknown) => {
      request.log.error({ err, action, target }, "a change of access could not be written to the audit log");
    });
  };
}
