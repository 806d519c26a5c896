import type { PostlaneClient } from "@postlane/client";
import { ask, askWhole } from "./ask.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Request {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The sections of the settings are alike, and more may come: they are asked by their name, not by a type each.
 * @returns the answer, and the ETag of the settings as a whole
 */
export async function askSettings(
  client: PostlaneClient,
  method: Method,
  path: readonly string[],
  { body, headers }: Request = {},
) {
  const url = `/v1/${path.map(encodeURIComponent).join("/")}`;
  const call = client[method] as unknown as (
    url: string,
    init: object,
  ) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
  const answer = await askWhole(call(url, { ...(body !== undefined && { body }), ...(headers && { headers }) }));
  return { value: answer.data as unknown, etag: answer.headers.get("etag") ?? undefined };
}

/** Replaces the settings if nobody changed them since. */
export async function replaceSettings(client: PostlaneClient, settings: object, etag: string) {
  return ask(client.PUT("/v1/settings", { body: settings as never, headers: { "if-match": etag } }));
}
