import { existsSync } from "node:fs";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../src/openapi-document.ts";
import { startTestApi, TOKEN, type TestApi } from "./start-test-api.ts";

/** Debian's. Playwright's own browsers would have to be downloaded. */
const CHROMIUM = "/usr/bin/chromium";

let server: RedisServer;
let api: TestApi;
beforeAll(async () => {
  server = await startRedis();
  api = await startTestApi(server.url);
});
afterAll(async () => {
  await api.close();
  await server.stop();
});

describe("/reference, open to all", () => {
  it("is a page of local files under a policy of its own", async () => {
    const page = await fetch(`${api.url}/reference`);
    const html = await page.text();
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = page.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      expect(file).toMatch(/^\/reference\/static\//);
      expect((await fetch(api.url + file)).status, file).toBe(200);
    }
  });

  it("shows the document, and nothing else without a token", async () => {
    const document: unknown = await (await fetch(`${api.url}/reference/json`)).json();
    const { paths } = JSON.parse(await openApiDocument()) as { paths: object };
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(Object.keys((document as { paths: object }).paths)));
    for (const path of ["/v1/settings", "/v1/lanes"]) expect((await fetch(api.url + path)).status).toBe(401);
    for (const path of ["/reference/../v1/settings", "/reference/static/..%2f..%2fpackage.json", "/reference/none"])
      expect((await fetch(api.url + path)).status, path).toBeGreaterThanOrEqual(400);
  });

  it("leaves the policy of the other answers as it is", async () => {
    const { headers } = await fetch(`${api.url}/healthz`);
    expect(headers.get("content-security-policy")).toBe("default-src 'none';frame-ancestors 'none'");
  });
});

describe.skipIf(!existsSync(CHROMIUM))("/reference in a browser (needs `apt-get install chromium`)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());

  async function open(colorScheme: "light" | "dark"): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ colorScheme });
    const complaints: string[] = [];
    page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => request.url().startsWith(api.url) || complaints.push(request.url()));
    await page.goto(`${api.url}/reference`);
    await page.locator(".opblock").first().waitFor();
    return { page, complaints };
  }

  it("tries a request out, by keyboard alone, without a complaint", async () => {
    const { page, complaints } = await open("light");
    const press = async (name: string): Promise<void> => {
      await page.getByRole("button", { name, exact: true }).first().focus();
      await page.keyboard.press("Enter");
    };
    await press("Authorize");
    await page.keyboard.type(TOKEN);
    await page.keyboard.press("Enter");
    await press("Close");
    await page.locator("#operations-lanes-getLanes button.opblock-summary-control").focus();
    await page.keyboard.press("Enter");
    await press("Try it out");
    await press("Execute");
    const answer = page.locator("#operations-lanes-getLanes .live-responses-table");
    await answer.waitFor();
    expect(await answer.innerText()).toMatch(/200[^]*"items": \[\]/);
    expect(complaints).toEqual([]);
  });

  it("is dark for those who like it dark", async () => {
    const backgroundOf = async (scheme: "light" | "dark"): Promise<number> => {
      const { page } = await open(scheme);
      const colour = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      return Math.max(...String(colour).match(/\d+/g)!.slice(0, 3).map(Number));
    };
    expect(await backgroundOf("dark")).toBeLessThan(64);
    expect(await backgroundOf("light")).toBeGreaterThan(192);
  });
});
