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
  const suite = (name: string, passed: number, failed = 0, status = failed > 0 ? "failed" : "passed") => ({
    name: join(process.cwd(), name),
    status,
    assertionResults: [
      ...Array.from({ length: passed }, () => ({ status: "passed" })),
      ...Array.from({ length: failed }, () => ({ status: "failed" })),
      { status: "skipped" },
    ],
  });
  async function run(program: string, ...args: readonly (readonly object[] | string | number)[]): Promise<string> {
    const written = args.map(async (arg, n) => {
      if (typeof arg === "number") return String(arg);
      const file = join(dir, `report-${n}.json`);
      await writeFile(file, typeof arg === "string" ? arg : JSON.stringify({ testResults: arg }));
      return file;
    });
    const path = fileURLToPath(new URL(`../ci/${program}`, import.meta.url));
    return spawnSync(process.execPath, [path, ...(await Promise.all(written))], { encoding: "utf8" }).stdout.trim();
  }

  it("is that of the report", async () => {
    expect(await run("count-tests.mjs", [suite("a", 5), suite("b", 2)], 0)).toBe("7 0");
    expect(await run("count-tests.mjs", [suite("a", 5), suite("b", 2, 2)], 1)).toBe("7 2");
  });

  it("counts a file that cannot be loaded, a run that broke off, and a run without tests", async () => {
    expect(await run("count-tests.mjs", [suite("a", 7), suite("b", 0, 0, "failed")], 1)).toBe("7 1");
    expect(await run("count-tests.mjs", [suite("a", 7)], 124)).toBe("7 1");
    expect(await run("count-tests.mjs", [suite("a", 0)], 0)).toBe("0 1");
    expect(await run("count-tests.mjs", "{", 0)).toBe("0 1");
  });

  it("takes a file's second run for what it says, and no more than that", async () => {
    const first = [suite("a", 5), suite("b", 2, 2), suite("c", 1, 1)];
    expect(await run("count-tests.mjs", first, 1, [suite("b", 4), suite("c", 2)], 0)).toBe("11 0");
    expect(await run("count-tests.mjs", first, 1, [suite("b", 4)], 0)).toBe("10 1");
    expect(await run("count-tests.mjs", first, 1, [suite("b", 3, 1), suite("c", 2)], 1)).toBe("10 1");
    expect(await run("count-tests.mjs", first, 1, [suite("b", 4), suite("c", 2)], 124)).toBe("11 1");
    expect(await run("count-tests.mjs", first, 1, "{", 124)).toBe("8 3");
  });

  it("names the files to run once more, unless they are many", async () => {
    expect(await run("failed-files.mjs", [suite("a", 5), suite("b", 2, 2), suite("c", 0, 0, "failed")])).toBe("b\nc");
    expect(
      await run(
        "failed-files.mjs",
        [1, 2, 3, 4, 5, 6].map((n) => suite(`f${n}`, 0, 1)),
      ),
    ).toBe("");
    expect(await run("failed-files.mjs", "{")).toBe("");
  });
});
