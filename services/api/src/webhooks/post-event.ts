import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { rootCertificates } from "node:tls";
import { type TargetGuard, TargetRefused } from "./target-guard.ts";

/** What an endpoint said, or why it could not be asked. */
export interface EndpointAnswer {
  readonly status?: number;
  /** The beginning of the body. Written by a stranger: never more than shown. */
  readonly body?: string;
  /** Header Retry-After as it was sent. */
  readonly retryAfter?: string;
  readonly error?: string;
  readonly durationMs: number;
}

export interface EventPoster {
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    payload: string,
    timeoutMs: number,
  ): Promise<EndpointAnswer>;
  close(): void;
}

export interface EventPosterOptions {
  readonly guard: TargetGuard;
  /** Certificate authorities to trust besides those of Node, PEM. */
  readonly ca?: string;
}

/** More of an answer is not read, whatever comes. */
const MOST_BODY_BYTES = 4_096;
const SHOWN_CHARACTERS = 1_000;

/** Sends events over HTTP(S). Redirects are not followed, proxies of the environment not used. */
export function createEventPoster({ guard, ca }: EventPosterOptions): EventPoster {
  const pool = { keepAlive: true, maxFreeSockets: 64, timeout: 30_000 };
  const http = new HttpAgent(pool);
  const https = new HttpsAgent({ ...pool, ...(ca !== undefined && { ca: [...rootCertificates, ca] }) });

  function ask(url: URL, headers: Readonly<Record<string, string>>, payload: string, signal: AbortSignal) {
    const isSecure = url.protocol === "https:";
    return new Promise<Omit<EndpointAnswer, "durationMs">>((resolve, reject) => {
      const request = (isSecure ? requestHttps : requestHttp)(url, {
        method: "POST",
        agent: isSecure ? https : http,
        lookup: guard.lookupFor(url),
        signal,
        headers: {
          ...headers,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(payload),
          "user-agent": "Postlane-Webhooks",
        },
      });
      const onError = (error: NodeJS.ErrnoException) =>
        reject(request.reusedSocket && error.code === "ECONNRESET" ? new ConnectionEnded(error.message) : error);
      request.once("error", onError);
      const onClose = () => reject(new Error("the connection was closed without an answer"));
      request.once("close", onClose);
      request.once("response", (response) => {
        // From here on the status is known, and the end of its time only ends the reading.
        request
          .off("close", onClose)
          .off("error", onError)
          .on("error", () => {});
        const { statusCode = 0, headers: said } = response;
        const retryAfter = said["retry-after"];
        readBeginning(response).then(
          (body) => resolve({ status: statusCode, body, ...(retryAfter !== undefined && { retryAfter }) }),
          reject,
        );
      });
      request.end(payload);
    });
  }

  return {
    async post(address, headers, payload, timeoutMs) {
      const startedAt = performance.now();
      const answer = await attempt(address, headers, payload, timeoutMs);
      return { ...answer, durationMs: Math.round(performance.now() - startedAt) };
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };

  async function attempt(
    address: string,
    headers: Readonly<Record<string, string>>,
    payload: string,
    timeoutMs: number,
  ): Promise<Omit<EndpointAnswer, "durationMs">> {
    const url = new URL(address);
    const refusal = guard.refusal(url);
    if (refusal) return { error: `refused: ${refusal}` };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await ask(url, headers, payload, signal).catch((error: Error) => {
        // It had closed a connection kept open from an earlier event; on a new one it may well answer.
        if (error instanceof ConnectionEnded) return ask(url, headers, payload, signal);
        throw error;
      });
    } catch (error) {
      return { error: signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error) };
    }
  }
}

class ConnectionEnded extends Error {}

/** An answer counts by its status: a body that does not end, or not in time, is left where it is. */
async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, MOST_BODY_BYTES - bytes));
      bytes += chunk.length;
      if (bytes >= MOST_BODY_BYTES) break;
    }
  } catch {}
  return clean(Buffer.concat(chunks).toString("utf8"));
}

function reasonOf(error: unknown): string {
  if (error instanceof TargetRefused) return `refused: ${error.message}`;
  const { message, code, errors } = error as NodeJS.ErrnoException & { readonly errors?: readonly Error[] };
  return clean(message || errors?.map((each) => each.message).join("; ") || code || "unknown error");
}

function clean(text: string): string {
  return text.slice(0, SHOWN_CHARACTERS).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, " ");
}
