import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectDatabase } from "../src/index.ts";
import { lockDirectory } from "../src/lock-directory.ts";

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "postlane-lock-"));
  directory = join(parent, "log");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const open = () => connectDatabase({ directory, onError: () => {} });

test("an embedded database in use by another process is refused", async () => {
  const other = spawn("sleep", ["60"]);
  try {
    await writeFile(`${directory}.lock`, String(other.pid));
    await expect(open()).rejects.toThrow(new RegExp(`in use by process ${other.pid}: .*DATABASE_URL`));
  } finally {
    other.kill();
  }
});

test("what a crashed process left is taken over, and given back at the end", async () => {
  const gone = spawnSync("true").pid;
  await writeFile(`${directory}.lock`, String(gone));
  const database = await open();
  expect(await readFile(`${directory}.lock`, "utf8")).toMatch(new RegExp(`^${process.pid} `));
  await database.close();
  expect(existsSync(`${directory}.lock`)).toBe(false);
}, 90_000);

test.skipIf(process.platform !== "linux")(
  "a process that only has the id of the one before, or is dead and not buried, holds nothing",
  async () => {
    const another = spawn("sleep", ["60"]);
    // Its child ends, and it never waits for it: a zombie.
    const careless = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
    try {
      await writeFile(`${directory}.lock`, `${another.pid} 1`);
      await (
        await lockDirectory(directory)
      )();
      const zombie = await new Promise<string>((resolve) =>
        careless.stdout.once("data", (data) => resolve(String(data))),
      );
      await expect.poll(() => readFile(`/proc/${zombie.trim()}/stat`, "utf8")).toContain(") Z ");
      await writeFile(`${directory}.lock`, zombie);
      await (
        await lockDirectory(directory)
      )();
    } finally {
      another.kill();
      careless.kill();
    }
  },
);
