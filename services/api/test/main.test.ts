import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type RedisServer, startRedis } from "@postlane/testkit";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";

/** Two starts of a process with a database in it, on a busy machine. */
const TIMEOUT = { timeout: 180_000 };
const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

let server: RedisServer;
let dir: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  server = await startRedis();
  dir = await mkdtemp(join(tmpdir(), "postlane-api-"));
});
afterEach(() => void child?.kill("SIGKILL"));
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

interface Line {
  readonly msg: string;
  readonly api?: string;
  readonly admin_token?: string;
  readonly err?: { readonly message: string };
}

/** Starts the api as a process and reads its log up to a line, or until it is ready all the same. */
async function start(env: Record<string, string>, until: string): Promise<{ lines: Line[]; exited: Promise<number> }> {
  const settings = { POSTLANE_REDIS_URL: server.url, POSTLANE_DATA_DIR: dir, POSTLANE_API_LISTEN: "127.0.0.1:0" };
  child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...settings, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number>((resolve) => child!.once("exit", (code) => resolve(code ?? -1)));
  const lines: Line[] = [];
  for await (const text of createInterface({ input: child.stdout! })) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (line.msg === until || line.msg === "ready") break;
  }
  child.stdout!.resume();
  return { lines, exited };
}

it(
  "starts, prints its token once, applies the settings file, takes a message, and stops cleanly",
  TIMEOUT,
  async () => {
    const file = join(dir, "settings.yaml");
    await writeFile(file, 'domainRules:\n  - domain: "*"\n    directAttempts: 2\n');
    const first = await start({ POSTLANE_SETTINGS_FILE: file }, "ready");
    const token = first.lines.find(({ admin_token }) => admin_token)!.admin_token!;
    const url = `http://${first.lines.at(-1)!.api}`;
    const headers = { authorization: `Bearer ${token}` };
    const rules = await fetch(`${url}/v1/domain-rules`, { headers });
    expect(await rules.json()).toEqual({ items: [{ domain: "*", directAttempts: 2 }] });
    const lanes = await fetch(`${url}/v1/lanes`, { headers });
    expect(await lanes.json()).toEqual({ items: [] });
    expect((await fetch(`${url}/v1/lanes`)).status).toBe(401);
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
      timeout: 60_000,
      interval: 250,
    });
    const sent = await fetch(`${url}/v1/messages`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "idempotency-key": "smoke" },
      body: JSON.stringify({ from: "a@example.com", to: ["b@shop.example"], text: "Hi" }),
    });
    expect(sent.status).toBe(202);
    const { message_id: messageId } = (await sent.json()) as { message_id: string };
    const trace = await fetch(`${url}/v1/messages/${messageId}`, { headers });
    expect([trace.status, JSON.stringify(await trace.json())]).toEqual([
      200,
      expect.stringContaining("b@shop.example"),
    ]);
    const lane = await fetch(`${url}/v1/lanes/direct:shop.example`, { headers });
    expect(await lane.json()).toMatchObject({ waiting: 1 });
    child!.kill("SIGTERM");
    expect(await first.exited).toBe(0);

    const second = await start({ POSTLANE_SETTINGS_FILE: file }, "ready");
    expect(second.lines.some(({ admin_token }) => admin_token)).toBe(false);
    const again = await fetch(`http://${second.lines.at(-1)!.api}/v1/settings`, { headers });
    expect([again.status, again.headers.get("etag")]).toEqual([200, '"1"']);
    child!.kill("SIGTERM");
    expect(await second.exited).toBe(0);
  },
);

it("does not start with a settings file that is not valid, and says what to write where", TIMEOUT, async () => {
  const file = join(dir, "bad.yaml");
  await writeFile(file, "general:\n  maxRecipients: 0\n");
  const { lines, exited } = await start({ POSTLANE_SETTINGS_FILE: file }, "cannot start");
  expect(lines.at(-1)!.err!.message).toContain("bad.yaml:2: /general/maxRecipients: Write a whole number");
  expect(await exited).toBe(1);
});

it("does not start on a Redis that would throw mail away", TIMEOUT, async () => {
  const evicting = await startRedis(["--maxmemory-policy", "allkeys-lru"]);
  const { lines, exited } = await start({ POSTLANE_REDIS_URL: evicting.url }, "cannot start");
  expect(lines.at(-1)!.err!.message).toContain("set it to noeviction");
  expect(await exited).toBe(1);
  await evicting.stop();
});
