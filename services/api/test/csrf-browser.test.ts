import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, TOKEN } from "./start-test-api.ts";

/** Debian's. Playwright's own browsers would have to be downloaded. */
const CHROMIUM = "/usr/bin/chromium";
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** What came to the api, and what it said to it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly site: string;
  readonly hasCookie: boolean;
  status: number;
}

let server: RedisServer;
let api: TestApi;
let elsewhere: Server;
let browser: Browser;
let context: BrowserContext;
let own: Page;
let seen: Seen[] = [];

/** Serves the hostile page, and sends on whatever comes to it, method and body included. */
async function startElsewhere(): Promise<Server> {
  const page = await readFile(new URL("hostile-page.html", import.meta.url));
  const other = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://elsewhere");
    if (pathname === "/sent-on") response.writeHead(307, { location: searchParams.get("to")! }).end();
    else response.writeHead(200, { "content-type": "text/html" }).end(page);
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  return other;
}

/** A page of the api's own origin, where somebody has logged in. */
async function logIn(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${api.url}/reference`);
  expect(await inPage(page, "POST", "/v1/sessions", { token: TOKEN })).toMatchObject({ status: 201 });
  return page;
}

async function inPage(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const options = {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return page.evaluate(
    `fetch(${JSON.stringify(path)}, ${JSON.stringify(options)}).then(async (answer) => ({ status: answer.status, body: answer.status === 204 ? {} : await answer.json() }))`,
  );
}

/** All that a stranger could have changed. */
async function state(): Promise<unknown> {
  const session = await inPage(own, "GET", "/v1/sessions/current");
  const cookies = (await context.cookies(api.url)).map(({ value }) => value);
  const tokens = await api.call("GET", "/v1/tokens");
  const keys = (await api.redis.keys("pl:{tok:*")).toSorted();
  return { session, cookies, tokens: tokens.body.items, keys, version: api.store.current().version };
}

describe.skipIf(!existsSync(CHROMIUM))(
  "a browser in which somebody is logged in (needs `apt-get install chromium`)",
  () => {
    beforeAll(async () => {
      server = await startRedis();
      api = await startTestApi(server.url);
      elsewhere = await startElsewhere();
      api.app.server.on("request", ({ method = "", url = "", headers }, response) => {
        if (headers.authorization !== undefined) return;
        const [path] = url.split("?");
        const site = String(headers["sec-fetch-site"]);
        const line: Seen = {
          method,
          path: path!,
          site,
          hasCookie: /\bpostlane=/.test(headers.cookie ?? ""),
          status: 0,
        };
        seen.push(line);
        response.once("finish", () => (line.status = response.statusCode));
      });
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      elsewhere?.close();
      await api?.close();
      await server?.stop();
    });
    beforeEach(async () => {
      await api.redis.flushall();
      context = await browser.newContext();
      own = await logIn();
    });
    afterEach(() => context.close());

    it("changes and reads with a page of its own origin", async () => {
      const { body } = await inPage(own, "GET", "/v1/sessions/current");
      const csrf = { "x-csrf-token": String(body["csrf_token"]) };
      const change = { maxRecipients: 3 + api.store.current().version };
      expect((await inPage(own, "PATCH", "/v1/general", change, csrf)).status).toBe(200);
      expect((await inPage(own, "GET", "/v1/general")).body).toMatchObject(change);
      expect((await inPage(own, "PATCH", "/v1/general", change)).body).toMatchObject({ code: "csrf" });
      expect((await inPage(own, "DELETE", "/v1/sessions/current", undefined, csrf)).status).toBe(204);
      expect((await inPage(own, "GET", "/v1/sessions/current")).status).toBe(401);
    });

    /** `same-site`: another port of the same host, where the cookie goes along. */
    describe.each(["same-site", "cross-site"])("with a page of another origin beside it, %s", (site) => {
      const origin = (): string =>
        `http://${site === "same-site" ? "127.0.0.1" : "localhost"}:${(elsewhere.address() as AddressInfo).port}`;

      it("changes nothing and tells it nothing", { timeout: 120_000 }, async () => {
        const page = await context.newPage();
        await page.goto(`${origin()}/?api=${api.url}`);
        const attempts: string[] = await page.evaluate("Object.keys(attempts)");
        expect(attempts.length).toBeGreaterThan(20);
        let withCookie = 0;
        for (const attempt of attempts) {
          const before = await state();
          seen = [];
          const got = await page.evaluate(`attempts[${JSON.stringify(attempt)}]()`);
          const came = [...seen];
          expect([attempt, got]).toEqual([attempt, ""]);
          // What never came to the api shows nothing about it.
          expect(came, attempt).not.toEqual([]);
          for (const { method, path, status, hasCookie } of came) {
            const what = `${attempt}: ${method} ${path}`;
            if (site === "cross-site") expect([what, hasCookie]).toEqual([what, false]);
            // No form can send what a login is sent as.
            const refusal = path === "/v1/sessions" ? 415 : hasCookie ? 403 : 401;
            if (!SAFE.has(method)) expect([what, status]).toEqual([what, refusal]);
          }
          withCookie += came.filter(({ hasCookie }) => hasCookie).length;
          expect(await state(), attempt).toEqual(before);
        }
        if (site === "same-site") expect(withCookie).toBeGreaterThan(15);
      });
    });
  },
);
