import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeOnce } from "../src/index.ts";

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), "postlane-write-"))));
afterEach(() => rm(dir, { recursive: true, force: true }));

it("writes a file of mode 600 once, and the first of several wins", async () => {
  const file = join(dir, "key");
  const written = await Promise.all(["a", "b", "c"].map((text) => writeOnce(file, text)));
  expect(written.filter(Boolean)).toHaveLength(1);
  expect(await readFile(file, "utf8")).toBe(["a", "b", "c"][written.indexOf(true)]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(["key"]);
});

it("leaves nothing when the disk is full", async () => {
  const program = `
    import { writeOnce } from ${JSON.stringify(new URL("../src/write-once.ts", import.meta.url).href)};
    process.stdout.write(await writeOnce(process.argv[1], "secret").catch((error) => error.code));`;
  const limited = `trap '' XFSZ; ulimit -f 0; exec "$0" --input-type=module --eval "$1" "$2"`;
  const out = execFileSync("sh", ["-c", limited, process.execPath, program, join(dir, "key")]);
  expect(String(out)).toBe("EFBIG");
  expect(await readdir(dir)).toEqual([]);
});
