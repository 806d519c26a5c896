import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import { HttpProblem } from "./http-problem.ts";

/**
 * The whole body, held once: for content type parsers, in place of Fastify's own reading, which holds it twice. There is room for it before
 * it is read: what Content-Length announces at once, what comes in chunks as it comes.
 * @throws HttpProblem body_too_large, bodies_full, malformed_request
 */
export async function readBody(request: FastifyRequest, payload: IncomingMessage): Promise<Buffer> {
  const { bodyHold: hold, headers } = request;
  if (!hold) return Buffer.alloc(0);
  const { bodyLimit } = request.routeOptions;
  const announced = headers["transfer-encoding"] === undefined ? Number(headers["content-length"]) : undefined;
  const grow = (toBytes: number): HttpProblem | undefined =>
    toBytes > bodyLimit
      ? new HttpProblem("body_too_large", "The body is larger than this address takes.")
      : hold.grow(toBytes);
  const problem = grow(announced ?? 0);
  if (problem) throw problem;
  const body = await (announced === undefined
    ? gather(payload, grow)
    : fill(payload, Buffer.allocUnsafeSlow(announced)));
  await hold.turn();
  return body;
}

async function fill(payload: IncomingMessage, body: Buffer): Promise<Buffer> {
  let at = 0;
  await flow(payload, (chunk) => {
    at += chunk.copy(body, at);
    return undefined;
  });
  if (at < body.length) throw broken();
  return body;
}

async function gather(payload: IncomingMessage, grow: (toBytes: number) => HttpProblem | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await flow(payload, (chunk) => {
    bytes += chunk.length;
    chunks.push(chunk);
    return grow(bytes);
  });
  return Buffer.concat(chunks.splice(0), bytes);
}

/** @param take returns why no more is to come */
function flow(payload: IncomingMessage, take: (chunk: Buffer) => HttpProblem | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (payload.destroyed) return reject(broken());
    const end = (settle: () => void): void => {
      payload.off("data", onData).off("end", onEnd).off("error", onBreak).off("close", onBreak);
      // What still comes is nobody's.
      payload.on("error", () => {}).resume();
      settle();
    };
    const onData = (chunk: Buffer): void => {
      const problem = take(chunk);
      if (problem) end(() => reject(problem));
    };
    const onEnd = (): void => end(resolve);
    const onBreak = (): void => end(() => reject(broken()));
    payload.on("data", onData).on("end", onEnd).on("error", onBreak).on("close", onBreak);
  });
}

function broken(): HttpProblem {
  return new HttpProblem("malformed_request", "The request ended before its body.");
}
