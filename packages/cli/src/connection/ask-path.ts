import type { PostlaneClient } from "@postlane/client";
import { askWhole } from "./ask.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface PathRequest {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it is, in the content type that `headers` names. */
  readonly raw?: boolean;
  readonly parseAs?: "json" | "text";
}

type Call = (url: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/**
 * Asks a family of addresses that are alike, by name instead of by a type each: the sections of the settings, the kinds of action.
 * @param path its parts behind /v1, not encoded
 * @returns the answer, and the ETag if there is one
 */
export async function askPath<T>(
  client: PostlaneClient,
  method: Method,
  path: readonly string[],
  { query, body, headers, raw, parseAs }: PathRequest = {},
): Promise<{ readonly value: T; readonly etag: string | undefined }> {
  const url = `/v1/${path.map(encodeURIComponent).join("/")}`;
  const init = {
    ...(query && { params: { query } }),
    ...(body !== undefined && { body }),
    ...(headers && { headers }),
    ...(raw && { bodySerializer: (given: unknown) => given }),
    ...(parseAs && { parseAs }),
  };
  const answer = await askWhole((client[method] as unknown as Call)(url, init));
  return { value: answer.data as T, etag: answer.headers.get("etag") ?? undefined };
}
