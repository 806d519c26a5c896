import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { testCertificate } from "./test-certificate.ts";

/** What an endpoint does with a request. */
export type EndpointReply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly afterMs?: number;
    }
  /** Takes the request and never answers. */
  | "hang"
  /** Closes the connection without an answer. */
  | "reset"
  /** Answers 200 with a body that never ends, as fast as it is taken. */
  | "endless"
  /** Answers 200 with a body of which a byte comes now and then. */
  | "drip";

export interface EndpointRequest {
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which request of its connection, from 1. */
  readonly ofConnection: number;
}

export interface HttpEndpoint {
  readonly url: string;
  readonly port: number;
  /** Those whose body came whole, oldest first. */
  readonly requests: readonly EndpointRequest[];
  /** Most requests under way at the same time. */
  readonly mostAtOnce: number;
  /** Bytes of answers that left. */
  readonly bytesSent: number;
  setScript(script: EndpointScript): void;
  stop(): Promise<void>;
}

export type EndpointScript = (request: EndpointRequest) => EndpointReply;

export interface HttpEndpointOptions {
  /** Default: every request is answered 204. */
  readonly script?: EndpointScript;
  /** With the test certificate, whose name is `localhost`. */
  readonly tls?: boolean;
  readonly port?: number;
}

const CHUNK = Buffer.alloc(64 * 1024, "x");
const DRIP_MS = 100;

/** An HTTP server for tests that does what its script says and keeps what it was sent. */
export async function startHttpEndpoint(options: HttpEndpointOptions = {}): Promise<HttpEndpoint> {
  const requests: EndpointRequest[] = [];
  let script: EndpointScript = options.script ?? (() => ({ status: 204 }));
  const served = new WeakMap<object, number>();
  let atOnce = 0;
  let mostAtOnce = 0;
  let bytesSent = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.once("close", () => atOnce--);
    response.on("error", () => {});
    const body = await readAll(request);
    const ofConnection = (served.get(request.socket) ?? 0) + 1;
    served.set(request.socket, ofConnection);
    const seen = { ...describe(request, body, requests.length + 1), ofConnection };
    requests.push(seen);
    const reply = script(seen);
    if (reply === "hang") return;
    if (reply === "reset") return void request.socket.destroy();
    if (reply === "endless") return pour(response);
    if (reply === "drip") return drip(response);
    if (reply.afterMs) await new Promise((resolve) => setTimeout(resolve, reply.afterMs));
    response.writeHead(reply.status, reply.headers).end(reply.body);
  }

  function pour(response: ServerResponse): void {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed) {
        bytesSent += CHUNK.length;
        if (!response.write(CHUNK)) return void response.once("drain", more);
      }
    };
    more();
  }

  function drip(response: ServerResponse): void {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x"), DRIP_MS);
    response.once("close", () => clearInterval(timer));
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void serve(request, response).catch(() => request.socket.destroy());
  const server: Server = options.tls
    ? createTlsServer({ ...(await testCertificate()) }, listener)
    : createServer(listener);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? "https://localhost" : "http://127.0.0.1"}:${port}/`,
    port,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    get bytesSent() {
      return bytesSent;
    },
    setScript(next) {
      script = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function describe(
  { method = "", url = "", headers }: IncomingMessage,
  body: string,
  number: number,
): Omit<EndpointRequest, "ofConnection"> {
  return { number, atMs: Date.now(), method, path: url, headers: headers as Record<string, string>, body };
}
