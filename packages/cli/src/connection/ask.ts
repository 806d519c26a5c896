import { createClient, type PostlaneClient } from "@postlane/client";
import { toProblem } from "../api-problem.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import type { Connection } from "./resolve-connection.ts";

/** A client that gives up after `timeoutMs`; 0: never, for what is followed. */
export function connect({ url, token }: Connection, timeoutMs: number): PostlaneClient {
  return createClient({
    url,
    token,
    headers: { "user-agent": "postlane-cli" },
    fetch: (request) =>
      fetch(request, timeoutMs > 0 ? { signal: AbortSignal.timeout(timeoutMs) } : {}).catch((error: Error) => {
        throw unreachable(url, timeoutMs, error);
      }),
  });
}

/** @throws ApiProblem for every answer that is none of success */
export async function ask<T>(
  pending: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  return (await askWhole(pending)).data;
}

/** The same with the answer's headers. */
export async function askWhole<T>(
  pending: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<{ readonly data: NonNullable<T>; readonly headers: Headers }> {
  const { data, error, response } = await pending;
  if (!response.ok) throw toProblem(error, response);
  return { data: data as NonNullable<T>, headers: response.headers };
}

function unreachable(url: string, timeoutMs: number, error: Error): CliError {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const why =
    error.name === "TimeoutError"
      ? `no answer within ${timeoutMs / 1_000} s`
      : (cause?.code ?? cause?.message ?? error.message);
  const hint = "Is Postlane running (`npm start`)? Another address: --url, POSTLANE_API_URL, or a profile.";
  return new CliError(EXIT.unavailable, `The api at ${url} cannot be reached: ${why}.`, hint, { cause: error });
}
