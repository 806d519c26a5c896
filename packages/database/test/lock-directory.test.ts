import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectDatabase } from "../src/index.ts";

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
  expect(await readFile(`${directory}.lock`, "utf8")).toBe(String(process.pid));
  await database.close();
  expect(existsSync(`${directory}.lock`)).toBe(false);
}, 90_000);
