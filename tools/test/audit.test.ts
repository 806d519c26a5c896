import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = join(ROOT, "tools", "supply", "audit.mjs");
const PATH = `${join(ROOT, "node_modules", ".bin")}:${process.env["PATH"]}`;
/** `POST /-/npm/v1/security/advisories/bulk`: package → versions; the answer: package → advisories. */
const BULK = "/-/npm/v1/security/advisories/bulk";

let registry: Server;
let url: string;
let dir: string;
let answer: { status: number; body: string };
let asked: { path: string; packages: Record<string, string[]> }[];
/** What is installed, by the workspace's own words. */
let installed: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "postlane-audit-"));
  installed = /^ {2}smtp-server: (\S+)$/m.exec(await readFile(join(ROOT, "pnpm-workspace.yaml"), "utf8"))![1]!;
  registry = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ path: request.url!, packages: JSON.parse(Buffer.concat(chunks).toString() || "{}") });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
    });
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
});
beforeEach(() => void (asked = []));
afterAll(async () => {
  registry.close();
  await rm(dir, { recursive: true, force: true });
});

interface Verdict {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function audit(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = { npm_config_registry: url },
): Promise<Verdict> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    // Nobody's own configuration counts here, and a registry that fails is not asked again after ten seconds.
    env: { PATH, HOME: dir, pnpm_config_fetch_retries: "0", ...env },
    timeout: 60_000,
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number, stdout, stderr };
}

function advisory(severity: string, versions: string) {
  const found = { id: 1_100_000, url: "https://github.com/advisories/GHSA-abcd-efgh-jkmn", title: "Mail is lost" };
  return { ...found, severity, vulnerable_versions: versions, cwe: ["CWE-20"], cvss: { score: 8 } };
}
const answers = (...advisories: object[]): void => {
  answer = { status: 200, body: JSON.stringify({ "smtp-server": advisories }) };
};

describe("the audit of dependencies", { timeout: 70_000 }, () => {
  it("asks the registry that npm is configured with about what production installs, and is content with no advisory", async () => {
    answer = { status: 200, body: "{}" };
    expect(await audit()).toEqual({
      code: 0,
      stdout: "Advisories: 0 critical, 0 high, 0 moderate, 0 low; 0 open.\n",
      stderr: "",
    });
    expect(asked.map(({ path }) => path)).toEqual([BULK]);
    expect(asked[0]!.packages).toMatchObject({ "smtp-server": [installed], bullmq: [expect.any(String)] });
    expect(asked[0]!.packages).not.toHaveProperty("vitest");
    await audit([], { pnpm_config_registry: url });
    expect(asked).toHaveLength(2);
  });

  it.each(["high", "critical"])(
    "fails for a %s advisory about an installed version, and says what to do",
    async (severity) => {
      answers(advisory(severity, `<=${installed}`));
      const { code, stdout, stderr } = await audit();
      expect(code).toBe(1);
      expect(stderr).toContain(
        `${severity}: smtp-server ${installed}: Mail is lost (GHSA-abcd-efgh-jkmn, https://github.com/advisories/GHSA-abcd-efgh-jkmn); fixed in >=`,
      );
      expect(stderr).toMatch(/; by \S*ingress\S*smtp-server/);
      expect(stderr).toContain("Upgrade the package in pnpm-workspace.yaml");
      expect(stderr).toContain("tools/supply/advisories.json");
      expect(stdout).toMatch(/; 1 open\.\n$/);
    },
  );

  it.each([
    ["one for other versions", () => [advisory("critical", "<0.0.1")], "0 critical, 0 high, 0 moderate, 0 low"],
    ["a moderate one, which it counts", () => [advisory("moderate", "*")], "0 critical, 0 high, 1 moderate, 0 low"],
  ])("is content with %s", async (_what, advisories, counts) => {
    answers(...advisories());
    expect(await audit()).toEqual({ code: 0, stdout: `Advisories: ${counts}; 0 open.\n`, stderr: "" });
  });

  it.each([
    ["2999-01-01", 0],
    ["2020-01-01", 1],
  ])("leaves out what was judged not to concern us, until the day that was written: %s", async (until, code) => {
    answers(advisory("high", "*"));
    const file = join(dir, "accepted.json");
    await writeFile(file, JSON.stringify({ "GHSA-abcd-efgh-jkmn": { why: "not called", until } }));
    expect((await audit(["--accepted", file])).code).toBe(code);
  });

  it.each([
    ["an error", 500, "oops"],
    ["a registry without advisories", 404, "{}"],
    ["one that does not allow it", 405, ""],
    ["no JSON", 200, "<html>maintenance</html>"],
    ["JSON of another kind", 200, '["nothing"]'],
    ["advisories of another form", 200, '{"smtp-server":[{"severity":"high"}]}'],
  ])(
    "says that nothing was audited on %s, and fails for it only when it must be strict",
    async (_what, status, body) => {
      answer = { status, body };
      const { code, stdout } = await audit();
      expect([code, stdout.slice(0, 60)]).toEqual([0, "NOT AUDITED: the package registry gave no advisories (The au"]);
      expect(stdout).not.toContain("Advisories:");
      expect((await audit(["--strict"])).code).toBe(1);
    },
  );

  it("says so, too, when nobody answers", async () => {
    const nowhere = { npm_config_registry: "http://127.0.0.1:1/" };
    expect(await audit([], nowhere)).toMatchObject({ code: 0, stdout: expect.stringContaining("NOT AUDITED") });
    expect((await audit(["--strict"], nowhere)).code).toBe(1);
  });
});
