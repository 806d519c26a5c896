import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../src/openapi-document.ts";
import { type OpenApiOperation, type OpenApiPaths, watchContract } from "./watch-contract.ts";
import { startTestApi, type TestApi } from "./start-test-api.ts";

const METHODS = ["get", "put", "post", "patch", "delete"];
const document = JSON.parse(await openApiDocument()) as {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: OpenApiPaths;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  METHODS.filter((method) => methods[method]).map((method): [string, OpenApiOperation] => [
    `${method.toUpperCase()} ${path}`,
    methods[method]!,
  ]),
);

it("the document is OpenAPI 3.1 and each operation has a name of its own", () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const names = operations.map(([, { operationId }]) => operationId);
  expect(names.filter((name) => !/^[a-z][A-Za-z0-9]+$/.test(name ?? ""))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(operations)("%s", (route, operation) => {
  it("says what it does, what it answers, which errors, and who may ask", () => {
    expect(operation.summary).toMatch(/^[A-Z].{5,120}$/);
    expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...(operation.tags ?? ["none"])]));
    const answers = Object.entries(operation.responses);
    expect(answers.some(([status]) => status.startsWith("2"))).toBe(true);
    for (const [status, { content }] of answers) {
      const bodiless = status === "204" || status === "304";
      expect(bodiless || Object.values(content ?? {}).every(({ schema }) => schema !== undefined), status).toBe(true);
      if (!bodiless) expect(Object.keys(content ?? {}).length, `${status} has no content`).toBeGreaterThan(0);
    }
    if (!route.includes("/v1/")) return;
    for (const range of ["4XX", "5XX"])
      expect(operation.responses[range]?.content?.["application/problem+json"]).toBeDefined();
    expect(operation["x-scope"], "no scope").toMatch(/^(open|self|sender|viewer|operator|admin)$/);
    expect(operation.security, "no security").toBeDefined();
  });
});

describe("the watch over answers", () => {
  let server: RedisServer;
  let api: TestApi;
  beforeAll(async () => {
    server = await startRedis();
    api = await startTestApi(server.url, null, () => [
      async (v1) => {
        const schema = {
          summary: "Lies",
          response: { 200: { type: "object", required: ["n"], properties: { n: { type: "integer" } } } },
        };
        v1.get("/lies/:how", { schema, config: { scope: "viewer" } }, async (request, reply) => {
          const { how } = request.params as { how: string };
          const raw = (body: unknown) => reply.serializer(() => String(body)).type("application/json");
          if (how === "type") return raw('{"n":"one"}').send({});
          if (how === "encoding")
            return reply
              .serializer(() => Buffer.from([0x22, 0xff, 0x22]) as never)
              .type("application/json")
              .send({});
          if (how === "status") return reply.code(203 as 200).send({ n: 1 });
          if (how === "media")
            return reply
              .type("text/html")
              .serializer(() => "<b>")
              .send({});
          if (how === "problem")
            return reply
              .code(404 as 200)
              .type("application/problem+json")
              .serializer(() => '{"code":"x"}')
              .send({});
          return { n: 1 };
        });
      },
    ]);
  });
  afterAll(async () => {
    await api.app.close();
    await api.close().catch(() => {});
    await server.stop();
  });

  it.each([
    ["nothing", undefined],
    ["type", /answered 200: \/n must be integer/],
    ["encoding", /no JSON in UTF-8/],
    ["status", /answered 203: this status is not declared/],
    ["media", /content type text\/html is not declared/],
    ["problem", /answered 404: the body must have required/],
  ])("sees an answer that lies about %s", async (how, problem) => {
    const broken = watchContract(api.app);
    await api.call("GET", `/v1/lies/${how}`).catch(() => {});
    if (problem) expect(broken[0]).toMatch(problem);
    else expect(broken).toEqual([]);
  });
});
