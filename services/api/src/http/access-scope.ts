/** What a request may do, each scope more than the one before it; `sender` stands apart: it may only submit mail. */
type Scope = "sender" | "viewer" | "operator" | "admin";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The least scope this route asks for. */
    scope?: Scope;
  }
  interface FastifyRequest {
    /** Who asks, as the audit log and the settings' history name them. */
    actor: string;
  }
}
