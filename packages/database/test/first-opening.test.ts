import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectDatabase } from "../src/index.ts";

const TIMEOUT = { timeout: 120_000 };
let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "postlane-opening-"));
  directory = join(parent, "log");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function opens(): Promise<void> {
  const database = await connectDatabase({ directory, onError: () => {} });
  expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
  await database.close();
  expect(await readdir(parent)).toEqual(["log"]);
}

test("a database whose making a full disk has broken off is made anew", TIMEOUT, async () => {
  // Files of 64 KiB and no larger: some of the database's are made, and then one is not.
  const program = `
    import { connectDatabase } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    const failed = await connectDatabase({ directory: process.argv[1], onError() {} }).catch((error) => error.message);
    process.stdout.write(String(failed));
    process.exit();`;
  const limited = `trap '' XFSZ; ulimit -f 64; exec "$0" --input-type=module --eval "$1" "$2"`;
  const said = execFileSync("bash", ["-c", limited, process.execPath, program, directory], { timeout: 60_000 });
  expect(String(said)).toBe(
    `the embedded database in ${directory} cannot be opened: is its disk full, or the directory not writable for this user?`,
  );
  expect(await readdir(directory)).toContain("PG_VERSION");
  await opens();
});

test("what is stored is kept: only a making that was broken off begins anew", TIMEOUT, async () => {
  const first = await connectDatabase({ directory, onError: () => {} });
  await first.query("create table kept as select 7 as seven");
  await first.close();
  const second = await connectDatabase({ directory, onError: () => {} });
  expect(await second.query("select seven from kept")).toEqual([{ seven: 7 }]);
  await second.close();
});

test("a directory that is a file is named with its setting", async () => {
  await writeFile(directory, "");
  await expect(connectDatabase({ directory, onError: () => {} })).rejects.toThrow(
    `The directory of the embedded log ${directory} cannot be used: a file stands where a directory has to be. Move that file away, or set POSTLANE_DATA_DIR`,
  );
});

test("a lock that cannot be written leaves no lock", async () => {
  await mkdir(directory);
  const program = `
    import { connectDatabase } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    process.stdout.write(await connectDatabase({ directory: process.argv[1], onError() {} }).catch((error) => error.message));`;
  const limited = `trap '' XFSZ; ulimit -f 0; exec "$0" --input-type=module --eval "$1" "$2"`;
  const said = execFileSync("sh", ["-c", limited, process.execPath, program, directory], { timeout: 60_000 });
  expect(String(said)).toContain("its disk is full. Make room there");
  expect(existsSync(`${directory}.lock`)).toBe(false);
});
