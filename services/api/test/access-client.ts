import type { Scope } from "../src/http/access-scope.ts";
import type { Answer, TestApi } from "./start-test-api.ts";

export interface MadeToken {
  readonly id: string;
  readonly text: string;
  /** Calls with this token in place of the admin's. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Makes a token as the administrator. */
export async function makeToken(api: TestApi, scope: Scope, more: object = {}): Promise<MadeToken> {
  const name = `${scope} ${crypto.randomUUID()}`;
  const { status, body } = await api.call("POST", "/v1/tokens", { name, scope, ...more });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return bearing(api, body.id, body.token);
}

export function bearing(api: TestApi, id: string, text: string): MadeToken {
  const headers = { authorization: `Bearer ${text}` };
  return { id, text, call: (method, path, body) => api.call(method, path, body, headers) };
}

export interface Console {
  readonly cookie: string;
  readonly csrf: string;
  readonly opened: Answer;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Logs in as a page of the api's own host would. */
export async function logIn(api: TestApi, token: string): Promise<Console> {
  const opened = await api.call("POST", "/v1/sessions", { token }, { authorization: "", origin: api.url });
  const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0]!;
  const csrf = String(opened.body.csrf_token);
  return {
    cookie,
    csrf,
    opened,
    call: (method, path, body, headers) =>
      api.call(method, path, body, { cookie, origin: api.url, "x-csrf-token": csrf, ...headers }),
  };
}
