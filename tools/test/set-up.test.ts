import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkVersion, findRedis } from "../setup/ensure-redis.mjs";

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), "postlane-setup-"))));
afterEach(() => rm(dir, { recursive: true, force: true }));

async function fakeRedis(version: string): Promise<string> {
  const file = join(dir, "redis-server");
  await writeFile(file, `#!/bin/sh\necho "Redis server v=${version} sha=00000000:0 malloc=libc bits=64"\n`);
  await chmod(file, 0o755);
  return dir;
}

describe("redis-server", () => {
  it("is found on the PATH first, then in the usual places", async () => {
    expect(findRedis("/nowhere", ["/nowhere-else"])).toBeUndefined();
    await fakeRedis("7.2.4");
    expect(findRedis(`/nowhere:${dir}`, [])).toBe(dir);
    expect(findRedis("/nowhere", [dir])).toBe(dir);
  });

  it("must be version 7 or newer", async () => {
    expect(checkVersion(await fakeRedis("7.0.15"))).toBe(dir);
    expect(checkVersion(await fakeRedis("10.1.0"))).toBe(dir);
    const old = await fakeRedis("6.0.16");
    expect(() => checkVersion(old)).toThrow(/needs redis-server 7 or newer.*v=6\.0\.16/);
  });
});

describe("the count of tests", () => {
  const program = fileURLToPath(new URL("../ci/count-tests.mjs", import.meta.url));
  async function count(report: unknown, exitCode: number): Promise<string> {
    const file = join(dir, "report.json");
    await writeFile(file, typeof report === "string" ? report : JSON.stringify(report));
    return spawnSync(process.execPath, [program, file, String(exitCode)], { encoding: "utf8" }).stdout.trim();
  }
  const report = { numPassedTests: 7, numFailedTests: 0, testResults: [{ status: "passed", assertionResults: [{}] }] };

  it("is that of the report", async () => {
    expect(await count(report, 0)).toBe("7 0");
    expect(await count({ ...report, numFailedTests: 2 }, 1)).toBe("7 2");
  });

  it("counts a file that cannot be loaded, a run that broke off, and a run without tests", async () => {
    expect(await count({ ...report, testResults: [{ status: "failed", assertionResults: [] }] }, 1)).toBe("7 1");
    expect(await count(report, 124)).toBe("7 1");
    expect(await count({ ...report, numPassedTests: 0 }, 0)).toBe("0 1");
    expect(await count("{", 0)).toBe("0 1");
  });
});
