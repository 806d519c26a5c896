import createFetchClient, { type Client } from "openapi-fetch";
import type { paths } from "./api-types.ts";

export interface ClientOptions {
  /** Where the api answers: `http://host:port`, with the path of a proxy if there is one. */
  readonly url: string;
  /** Without one the browser's session is used. */
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Every route of the api as a typed call: `client.GET("/v1/lanes/{lane}", { params: { path: { lane } } })`. */
export type PostlaneClient = Client<paths>;

/** A client of one api. It answers `{ data }` or `{ error }`, a problem (RFC 9457); it throws only when there was no answer at all. */
export function createClient({ url, token, headers = {}, fetch }: ClientOptions): PostlaneClient {
  return createFetchClient<paths>({
    baseUrl: url.replace(/\/+$/, ""),
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(fetch && { fetch }),
  });
}
