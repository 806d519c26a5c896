import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import { isBearer } from "./is-bearer.ts";
import { processIndex } from "./process-index.ts";
import { type ReadinessChecks, readinessOf } from "./readiness-of.ts";

export interface HealthServerOptions {
  /** Port 0 takes any free one. Of several processes on one machine, each takes the next port after this. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly registry: Registry;
  readonly checks: ReadinessChecks;
  /** When set, /metrics wants it as bearer token. */
  readonly metricsToken?: string | undefined;
}

export interface HealthServer {
  /** `host:port` as it really is. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Answers the questions of an orchestrator: `/healthz` (the process runs), `/readyz` (200 when every check is ok, else 503;
 * the checks as JSON), `/metrics` (Prometheus text). A check that throws or takes longer than 3 s has failed.
 * @throws Error when the port is taken.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { listen } = options;
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, { error: String(error) });
      else response.destroy();
    });
  });
  server.requestTimeout = 10_000;
  const port = listen.port === 0 ? 0 : listen.port + processIndex();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Exclusive: processes that share the mail port must not share this one, or a scrape would reach any of them.
    server.listen({ host: listen.host, port, exclusive: true }, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    address: bound.family === "IPv6" ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { registry, checks, metricsToken }: HealthServerOptions,
): Promise<void> {
  // No URL parser: it throws for what strangers may send, such as `//`.
  const path = (request.url ?? "/").split("?")[0];
  if (path === "/healthz") return send(response, 200, { status: "ok" });
  if (path === "/readyz") {
    const report = await readinessOf(checks);
    return send(response, report.status === "ready" ? 200 : 503, report);
  }
  if (path === "/metrics") {
    if (metricsToken !== undefined && !isBearer(request.headers.authorization, metricsToken)) {
      response.setHeader("www-authenticate", 'Bearer realm="postlane"');
      return send(response, 401, { error: "send authorization: Bearer <POSTLANE_METRICS_TOKEN>" });
    }
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType }).end(text);
    return;
  }
  send(response, 404, { error: "there is /healthz, /readyz and /metrics" });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
