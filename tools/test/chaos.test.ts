import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MAIN = join(import.meta.dirname, "../chaos/main.ts");

it("a short run under faults loses nothing, doubles nothing untold and passes no limit", async () => {
  const args = [MAIN, "--seconds", "15", "--rate", "20", "--json", "--seed", "11"];
  const run = promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 });
  const { stdout } = await run.catch((error: Error & { stdout: string; stderr: string }) => {
    throw new Error(`${error.stderr}\n${error.stdout}`);
  });
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    lost: [],
    strangers: [],
    waiting: [],
    doubles_untold: [],
    doubles_unexcused: [],
    unreported: [],
    limits_passed: [],
    protocol_errors: [],
    surprises: [],
  });
  expect(report["acknowledged"]).toBeGreaterThan(20);
  expect(Object.keys(report["faults"] as object).length).toBeGreaterThan(3);
}, 280_000);

it("names a wrong option and shows its help", async () => {
  const run = (args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args]);
  expect((await run(["--help"])).stdout).toContain("--seed N");
  await expect(run(["--seconds", "soon"])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--seconds"),
  });
});
