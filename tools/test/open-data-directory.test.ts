import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDataDirectory } from "../start/open-data-directory.ts";
import { processIdentity } from "../start/process-identity.ts";

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), "postlane-data-"))));
afterEach(() => rm(dir, { recursive: true, force: true }));

it("is held by one start at a time", async () => {
  const data = await openDataDirectory(dir);
  await expect(openDataDirectory(dir)).rejects.toThrow(
    `Postlane is running already with ${dir} (process ${process.pid})`,
  );
  data.release();
  (await openDataDirectory(dir)).release();
});

it("ends what a killed start has left running", async () => {
  const leftover = spawn("sleep", ["60"], { stdio: "ignore" });
  const ended = once(leftover, "exit");
  const data = await openDataDirectory(dir);
  data.note("redis", leftover.pid!);
  // As if this process had been killed: its entry is of a process that is gone.
  const lock = join(dir, "running.json");
  const noted = JSON.parse(await readFile(lock, "utf8")) as { identity: string }[];
  await writeFile(lock, JSON.stringify([{ ...noted[0], identity: "1" }, noted[1]]));
  const next = await openDataDirectory(dir);
  expect(await ended).toEqual([null, "SIGTERM"]);
  next.release();
});

it("leaves a stranger alone who was given the number of a part", async () => {
  const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
  await writeFile(join(dir, "running.json"), JSON.stringify([{ name: "redis", pid: stranger.pid, identity: "1" }]));
  (await openDataDirectory(dir)).release();
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  expect(processIdentity(stranger.pid!)).toMatch(/^\d+$/);
  stranger.kill();
});

it("makes a secret once, for this user's eyes only", async () => {
  const data = await openDataDirectory(dir);
  const first = data.secret("secret.key");
  expect(first.value).toMatch(/^[0-9a-f]{64}$/);
  expect(first.isNew).toBe(true);
  expect((await stat(first.file)).mode & 0o777).toBe(0o600);
  data.release();
  const again = (await openDataDirectory(dir)).secret("secret.key");
  expect(again).toEqual({ ...first, isNew: false });
});

it("survives a torn note of what runs", async () => {
  await writeFile(join(dir, "running.json"), '[{"name":');
  (await openDataDirectory(dir)).release();
});

it("makes a secret anew that a full disk has left empty", async () => {
  await writeFile(join(dir, "secret-key"), "");
  const data = await openDataDirectory(dir);
  expect(data.secret("secret-key")).toMatchObject({ value: expect.stringMatching(/^[0-9a-f]{64}$/), isNew: true });
  expect(await readdir(dir)).not.toContain("secret-key.new");
  data.release();
});

it("that is a file is refused in words", async () => {
  const file = join(dir, "a-file");
  await writeFile(file, "");
  await expect(openDataDirectory(file)).rejects.toThrow(
    `The data directory ${file} cannot be used: a file stands where a directory has to be. Move that file away, or set --data-dir or POSTLANE_DATA_DIR to another directory`,
  );
});
