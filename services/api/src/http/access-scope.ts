/** What a caller may do, each scope more than the one before it; `sender` stands apart: it may only submit mail. */
export const SCOPES = ["sender", "viewer", "operator", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** The least scope a route asks for; `self`: whoever is logged in, about itself only; `open`: anybody, without login. */
export type RouteScope = Scope | "self" | "open";

const READERS: readonly Scope[] = ["viewer", "operator", "admin"];

/** Whether a caller with `held` may use a route that asks for `asked`. */
export function allows(held: Scope, asked: RouteScope): boolean {
  if (held === "admin" || asked === "self" || asked === "open") return true;
  if (held === "sender" || asked === "sender") return held === asked;
  return READERS.indexOf(held) >= READERS.indexOf(asked);
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The least scope this route asks for. Every route of /v1 must say it. */
    scope?: RouteScope;
  }
  interface FastifyRequest {
    /** Who asks, as the audit log and the settings' history name them. */
    actor: string;
  }
}
