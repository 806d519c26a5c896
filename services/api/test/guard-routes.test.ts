import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fastify, type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Identity } from "../src/access/identity.ts";
import { allows, type RouteScope, type Scope, SCOPES } from "../src/http/access-scope.ts";
import { answerProblems } from "../src/http/answer-problems.ts";
import { guardRoutes } from "../src/http/guard-routes.ts";
import { HttpProblem } from "../src/http/http-problem.ts";

let app: FastifyInstance;

beforeEach(() => {
  app = fastify();
  answerProblems(app);
  guardRoutes(app, async ({ headers }) => {
    if (headers.authorization === undefined) throw new HttpProblem("unauthorized", "Log in.");
    return {
      actor: "token t (tok_1)",
      scope: headers.authorization as Scope,
      via: "token",
      stillGood: async () => true,
    };
  });
});
afterEach(() => app.close());

describe("a route of /v1 that does not say its scope", () => {
  it.each(["/v1", "/v1/things"])("is refused when %s is registered", (url) => {
    expect(() => app.get(url, async () => "")).toThrow(/GET \/v1.* does not say who may use it/);
  });

  it("is refused under a prefix, so that the api does not start", async () => {
    app.register(async (v1) => void v1.post("/things", async () => ""), { prefix: "/v1" });
    await expect(app.ready()).rejects.toThrow("POST /v1/things does not say who may use it");
  });

  it("is fine elsewhere", async () => {
    app.get("/v10", async () => "open");
    expect((await app.inject("/v10")).body).toBe("open");
  });
});

const ALLOWED: Record<RouteScope, readonly Scope[]> = {
  open: ["sender", "viewer", "operator", "admin"],
  self: ["sender", "viewer", "operator", "admin"],
  sender: ["sender", "admin"],
  viewer: ["viewer", "operator", "admin"],
  operator: ["operator", "admin"],
  admin: ["admin"],
};

it.each(Object.entries(ALLOWED) as [RouteScope, readonly Scope[]][])(
  "lets those use a route of scope %s who may: %s",
  async (asked, who) => {
    app.get("/v1/thing", { config: { scope: asked } }, async ({ actor }) => actor);
    for (const held of SCOPES) {
      expect(allows(held, asked)).toBe(who.includes(held));
      for (const method of ["GET", "HEAD"] as const) {
        const { statusCode, body } = await app.inject({ method, url: "/v1/thing", headers: { authorization: held } });
        expect(statusCode).toBe(who.includes(held) ? 200 : 403);
        if (statusCode === 403 && method === "GET")
          expect(JSON.parse(body)).toMatchObject({
            code: "forbidden",
            detail: expect.stringContaining(`\`${asked}\``),
          });
      }
    }
    expect((await app.inject("/v1/thing")).statusCode).toBe(asked === "open" ? 200 : 401);
  },
);

it("names the caller to the route", async () => {
  app.get("/v1/thing", { config: { scope: "viewer" } }, async ({ actor }) => actor);
  app.get("/v1/open", { config: { scope: "open" } }, async ({ actor }) => actor);
  const headers = { authorization: "viewer" };
  expect((await app.inject({ url: "/v1/thing", headers })).body).toBe("token t (tok_1)");
  expect((await app.inject({ url: "/v1/open", headers })).body).toBe("nobody");
});

it("keeps no watch over an answer whose client went away while it was asked who it is", async () => {
  let asked = 0;
  const slow = fastify();
  answerProblems(slow);
  const authenticate = async (): Promise<Identity> => {
    await sleep(150);
    return { actor: "token t (tok_1)", scope: "viewer", via: "token", stillGood: async () => Boolean(++asked) };
  };
  guardRoutes(slow, authenticate, 20);
  slow.get("/v1/thing", { config: { scope: "viewer" } }, async () => "");
  const { hostname, port } = new URL(await slow.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(port), hostname);
  socket.write("GET /v1/thing HTTP/1.1\r\nhost: x\r\n\r\n");
  await sleep(50);
  socket.destroy();
  await sleep(300);
  await slow.close();
  expect(asked).toBe(0);
});

it("refuses before it reads the body", async () => {
  app.post("/v1/thing", { config: { scope: "admin" }, bodyLimit: 10 }, async () => "");
  const payload = { text: "x".repeat(100) };
  const { statusCode } = await app.inject({ method: "POST", url: "/v1/thing", payload });
  expect(statusCode).toBe(401);
});
