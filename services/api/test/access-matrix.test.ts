import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allows, type RouteScope, type Scope, SCOPES } from "../src/http/access-scope.ts";
import { describedParts } from "../src/openapi-document.ts";
import { makeToken } from "./access-client.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly scope: RouteScope | undefined;
}

let server: RedisServer;
let api: TestApi;
let routes: readonly Route[];
const tokens: Partial<Record<Scope, string>> = {};

beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url, null, () => describedParts());
  const paths = api.app.swagger().paths as Record<string, Record<string, { "x-scope"?: RouteScope }>>;
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase() as Route["method"],
      path,
      scope: described["x-scope"],
    })),
  );
  for (const scope of SCOPES) tokens[scope] = (await makeToken(api, scope)).text;
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

async function statusOf({ method, path }: Route, authorization?: string): Promise<number> {
  // What may pass is not there or not complete: nothing is changed, and what stands behind some routes is not here at all.
  const url = path.replaceAll(/\{[^}]+\}/g, "none");
  const headers = authorization === undefined ? {} : { authorization: `Bearer ${authorization}` };
  const { statusCode } = await api.app.inject({ method, url, headers });
  return statusCode;
}

it("knows the scope of every route of /v1, and of no other", () => {
  expect(routes.length).toBeGreaterThan(30);
  for (const { path, scope } of routes) expect([path, scope !== undefined]).toEqual([path, path.startsWith("/v1/")]);
});

describe.each(SCOPES)("a token of scope %s", (held) => {
  it("is let through to what its scope allows, and to nothing else", async () => {
    for (const route of routes.filter(({ scope }) => scope !== undefined && scope !== "open")) {
      const status = await statusOf(route, tokens[held]);
      const name = `${held}: ${route.method} ${route.path} (${route.scope}): ${status}`;
      if (allows(held, route.scope!)) expect([401, 403], name).not.toContain(status);
      else expect(status, name).toBe(403);
    }
  });
});

it("lets nobody through without a token, or with one that is not known", async () => {
  for (const route of routes.filter(({ scope }) => scope !== undefined && scope !== "open")) {
    expect([route.path, await statusOf(route)]).toEqual([route.path, 401]);
    expect([route.path, [401, 429].includes(await statusOf(route, `pl_0123456789ab_${"0".repeat(64)}`))]).toEqual([
      route.path,
      true,
    ]);
  }
});

it("keeps what changes settings, tokens and keys to administrators, and what is sent to senders", () => {
  const scopes = (test: RegExp, methods = ["POST", "PUT", "PATCH", "DELETE"]): Set<RouteScope | undefined> =>
    new Set(routes.filter(({ path, method }) => test.test(path) && methods.includes(method)).map(({ scope }) => scope));
  expect(scopes(/^\/v1\/tokens/, ["GET", "POST", "DELETE"])).toEqual(new Set(["admin"]));
  expect(scopes(/^\/v1\/secrets/, ["GET", "POST"])).toEqual(new Set(["admin"]));
  expect(
    scopes(/^\/v1\/(general|settings(\/rollback)?|domain-rules|relays|access-rules|credentials)(\/|$)(?!preview)/),
  ).toEqual(new Set(["admin"]));
  expect(scopes(/^\/v1\/messages$/)).toEqual(new Set(["sender"]));
});
