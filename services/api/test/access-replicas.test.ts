import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openRedis, waitUntilReady } from "@postlane/redis";
import { type RedisServer, type Service, startRedis, startService } from "@postlane/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

/** Two processes with a database each, on a busy machine. */
const TIMEOUT = { timeout: 120_000 };
const COMMAND = fileURLToPath(new URL("../src/make-admin-token.ts", import.meta.url));

let server: RedisServer;
let dir: string;
let replicas: readonly Service[] = [];
let first: string;
const env = (name: string): Record<string, string> => ({
  POSTLANE_REDIS_URL: server.url,
  POSTLANE_DATA_DIR: join(dir, name),
  POSTLANE_API_LISTEN: "127.0.0.1:0",
});

beforeAll(async () => {
  server = await startRedis();
  dir = await mkdtemp(join(tmpdir(), "postlane-replicas-"));
  replicas = await Promise.all(["a", "b"].map((name) => startService("api", env(name))));
}, 120_000);
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

function ask(at: number, method: string, path: string, token: string, body?: unknown): Promise<Response> {
  return fetch(`http://${String(replicas[at]!.ready["api"])}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

it("two processes that start at once make one first token, good for both", TIMEOUT, async () => {
  const shown = replicas.flatMap(({ lines }) => lines.filter((line) => line.includes("admin_token")));
  expect(shown).toHaveLength(1);
  first = (JSON.parse(shown[0]!) as { admin_token: string }).admin_token;
  for (const at of [0, 1]) expect((await ask(at, "GET", "/v1/tokens", first)).status).toBe(200);
});

it(
  "a token revoked at one process is refused by the other with its next request, and its live feed ends there",
  TIMEOUT,
  async () => {
    const made = await ask(0, "POST", "/v1/tokens", first, { name: "watcher", scope: "viewer" });
    const { id, token } = (await made.json()) as { id: string; token: string };
    expect((await ask(1, "GET", "/v1/general", token)).status).toBe(200);
    const [watched, kept] = [
      await ask(1, "GET", "/v1/records/live", token),
      await ask(1, "GET", "/v1/records/live", first),
    ];
    expect([watched.status, kept.status]).toEqual([200, 200]);
    const ended = watched.text().catch(() => "cut");
    expect((await ask(0, "DELETE", `/v1/tokens/${id}`, first)).status).toBe(204);
    expect((await ask(1, "GET", "/v1/general", token)).status).toBe(401);
    const started = Date.now();
    await ended;
    expect(Date.now() - started).toBeLessThan(40_000);
    const reader = kept.body!.getReader();
    await reader.read();
    const more = await Promise.race([
      reader.read().then(({ done }) => done),
      new Promise((resolve) => setTimeout(resolve, 500, "open")),
    ]);
    expect(more).not.toBe(true);
    await reader.cancel();
  },
);

it("a session opened at one process is known to the other, and ends with its token", TIMEOUT, async () => {
  const made = await ask(0, "POST", "/v1/tokens", first, { name: "console", scope: "viewer" });
  const { id, token } = (await made.json()) as { id: string; token: string };
  const url = (at: number, path: string): string => `http://${String(replicas[at]!.ready["api"])}${path}`;
  const login = await fetch(url(0, "/v1/sessions"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  const cookie = login.headers.get("set-cookie")!.split(";")[0]!;
  const statusAt = async (at: number) => (await fetch(url(at, "/v1/general"), { headers: { cookie } })).status;
  expect([login.status, await statusAt(0), await statusAt(1)]).toEqual([201, 200, 200]);
  await ask(1, "POST", `/v1/tokens/${id}/rotate`, first, {});
  expect([await statusAt(0), await statusAt(1)]).toEqual([401, 401]);
});

it("failed logins at one process slow them down at the other", TIMEOUT, async () => {
  const logIn = async (at: number) => {
    const api = String(replicas[at]!.ready["api"]);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://${api}/v1/sessions`, { method: "POST", headers, body: '{"token":"wrong"}' });
    return answer.status;
  };
  expect(await logIn(0)).toBe(401);
  // Seven more, as if in the same moment: the next may come after 8 s.
  const redis = openRedis(server.url, "fail-fast", () => {});
  await waitUntilReady(redis, 5_000);
  await redis.incrby("pl:{auth}:console:address:127.0.0.1", 7);
  redis.disconnect();
  expect([await logIn(0), await logIn(1)]).toEqual([429, 429]);
});

it("the command makes a token when all are lost", TIMEOUT, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND], {
    env: { PATH: process.env["PATH"], NODE_NO_WARNINGS: "1", ...env("a") },
  });
  const token = stdout.trim();
  expect(stderr).not.toContain(token);
  expect((await ask(1, "GET", "/v1/tokens", token)).status).toBe(200);
});

it("no process has written a token into its log but the first, once", () => {
  const log = replicas.flatMap(({ lines }) => lines).join("\n");
  expect(log.match(/pl_[0-9a-f]{12}_[0-9a-f]{64}/g)).toEqual([first]);
});
