import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, REPOSITORY, type ServiceName, startRedis, startService } from "@postlane/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { mountSmallDisk, waitUntil } from "../src/index.ts";

const NOBODY = 65_534;
const TIMEOUT_MS = 120_000;
const asNobody = { uid: NOBODY, gid: NOBODY };
/** Whether this is root, and another user can run what lies in the repository. */
const canBeNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ["--eval", "fs.readdirSync(process.argv[1])", join(REPOSITORY, "services")], asNobody)
    .status === 0;
const disk = await mountSmallDisk("2m");

let redis: RedisServer;
let dir: string;
beforeAll(async () => void (redis = await startRedis()));
afterAll(async () => {
  await redis.stop();
  await disk?.remove();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "postlane-first-"));
  return () => rm(dir, { recursive: true, force: true });
});

function environment(dataDir: string): Record<string, string> {
  return {
    POSTLANE_REDIS_URL: redis.url,
    POSTLANE_DATA_DIR: dataDir,
    POSTLANE_HOSTNAME: "postlane.test",
    POSTLANE_SMTP_LISTEN: "127.0.0.1:0",
    POSTLANE_API_LISTEN: "127.0.0.1:0",
  };
}

interface Refusal {
  readonly code: number | null;
  /** What the user is told, and everything else that was written. */
  readonly reason: string;
  readonly output: string;
}

/** Starts a service that must not come up. */
async function refusal(
  name: ServiceName,
  env: Readonly<Record<string, string>>,
  how: { readonly full?: boolean; readonly uid?: number; readonly gid?: number } = {},
): Promise<Refusal> {
  const { full, ...user } = how;
  // No file may be written beyond its first byte, as on a full disk.
  const limited = full ? "trap '' XFSZ; ulimit -f 0; " : "";
  const child = spawn("sh", ["-c", `${limited}exec "$0" "$1"`, process.execPath, `services/${name}/src/main.ts`], {
    cwd: REPOSITORY,
    env: { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    ...user,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const fatal = output.split("\n").find((line) => line.includes('"level":"fatal"')) ?? "{}";
  return { code, reason: (JSON.parse(fatal) as { reason?: string }).reason ?? "", output };
}

function expectOneLine({ code, reason, output }: Refusal, ...parts: readonly string[]): void {
  expect({ code, output }).toMatchObject({ code: 1 });
  for (const part of parts) expect(reason, output).toContain(part);
  expect(reason).not.toContain("\n");
  expect(output).not.toContain('"stack"');
}

async function files(path: string): Promise<string[]> {
  const all = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function comesUp(name: ServiceName, dataDir: string): Promise<void> {
  const service = await startService(name, environment(dataDir));
  expect(await service.stop()).toBe(0);
}

describe.each(["ingress", "api"] as const)("%s at its first start", (name) => {
  const what = "The data directory";

  test(
    "on a full disk says so, leaves nothing half-written, and comes up when there is room",
    { timeout: TIMEOUT_MS },
    async () => {
      const data = join(dir, "data");
      expectOneLine(
        await refusal(name, environment(data), { full: true }),
        `${what} ${data} cannot be used: its disk is full. Make room there, or set POSTLANE_DATA_DIR to another directory`,
      );
      expect(await files(data)).toEqual([]);
      await comesUp(name, data);
    },
  );

  test.skipIf(!disk)("on a disk of its own that is full (needs root)", { timeout: TIMEOUT_MS }, async () => {
    const data = join(disk!.directory, name);
    onTestFinished(() => {
      disk!.free();
      return rm(data, { recursive: true, force: true });
    });
    await disk!.fill();
    const made = await refusal(name, environment(data));
    disk!.free();
    expectOneLine(
      made,
      `${disk!.directory}/${name}`,
      "cannot be used: its disk is full. Make room there, or set POSTLANE_",
    );
    expect(await files(data)).toEqual([]);
  });
});

describe.each(["ingress", "worker", "api"] as const)("%s at its first start", (name) => {
  test("with a file in the place of its directory", async () => {
    const data = join(dir, "a-file");
    await writeFile(data, "");
    expectOneLine(
      await refusal(name, environment(data)),
      data,
      "a file stands where a directory has to be",
      "or set POSTLANE_",
    );
  });

  test.skipIf(!disk)("on a read-only disk (needs root)", async () => {
    onTestFinished(() => void disk!.readOnly(false));
    await waitUntil("it is read-only", () => disk!.readOnly(true));
    const made = await refusal(name, environment(join(disk!.directory, "data")));
    expectOneLine(made, `${disk!.directory}/data`, "its disk is read-only. Mount it writable, or set POSTLANE_");
  });

  test.skipIf(!canBeNobody && process.getuid?.() === 0)("in a directory of another user", async () => {
    const user = canBeNobody ? asNobody : {};
    await chmod(dir, 0o555);
    const data = join(dir, "data");
    expectOneLine(
      await refusal(name, environment(data), user),
      `user ${canBeNobody ? NOBODY : process.getuid!()} may not write there. Give it to user`,
      data,
    );
    await chmod(dir, 0o755);
  });
});

test.skipIf(!canBeNobody)("a spool made by root is refused to the user who takes over from root", async () => {
  const data = join(dir, "data");
  await mkdir(data);
  await comesUp("worker", data);
  await chmod(dir, 0o755);
  const made = await refusal("worker", environment(data), asNobody);
  expectOneLine(made, `The spool directory ${data}/spool cannot be used: user ${NOBODY} may not write there`);
});

test("a settings file that is not there is named with its variable", async () => {
  const missing = join(dir, "settings.yaml");
  const made = await refusal("ingress", { ...environment(dir), POSTLANE_SETTINGS_FILE: missing });
  expectOneLine(
    made,
    `The settings file ${missing} cannot be read: it is not there`,
    "or correct POSTLANE_SETTINGS_FILE",
  );
});
