import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Child, startChild } from "../start/start-child.ts";
import { readReadyLine } from "../start/read-log-line.ts";

let dir: string;
let spawned: Omit<Child, "ready">[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "postlane-tools-"));
  spawned = [];
});
afterEach(async () => {
  for (const child of spawned) child.kill();
  await rm(dir, { recursive: true, force: true });
});

/** A part whose program is given here as text. */
function start(name: string, program: string, ipc = true): Promise<Child> {
  return startChild({
    name,
    command: process.execPath,
    args: ["--eval", program],
    env: process.env,
    cwd: dir,
    logDir: dir,
    isReady: readReadyLine,
    onSpawn: (child) => spawned.push(child),
    ipc,
  });
}
const READY = `console.log(JSON.stringify({ level: "info", msg: "ready", smtp: "127.0.0.1:1" }));`;

it("is ready with the addresses of its line, and stops at SIGTERM", async () => {
  const child = await start(
    "ingress",
    `process.on("SIGTERM", () => { console.log("bye"); process.exit(0); }); ${READY} setInterval(() => {}, 1e6);`,
  );
  expect(child.ready).toMatchObject({ smtp: "127.0.0.1:1" });
  await child.stop(5000);
  expect(await child.ended).toBe("ended with code 0");
  expect(await readFile(join(dir, "ingress.log"), "utf8")).toMatch(/ready.*\nbye\n/);
});

it("is killed when it does not stop in time", async () => {
  const child = await start("worker-1", `process.on("SIGTERM", () => {}); ${READY} setInterval(() => {}, 1e6);`);
  await child.stop(100);
  expect(await child.ended).toBe("was ended by SIGKILL");
});

it("that dies before it is ready is one paragraph with its last lines", async () => {
  const program = `console.log(JSON.stringify({ level: "fatal", time: "2026-01-01T10:00:00.000Z", msg: "cannot start", reason: "no Redis" })); process.exit(3);`;
  const failure = start("worker-2", program);
  await expect(failure).rejects.toThrow(
    `Postlane could not start: worker-2 ended with code 3. Its last log lines (all of them are in ${join(dir, "worker-2.log")}):\n  10:00:00.000 fatal cannot start reason=no Redis`,
  );
  expect(spawned).toHaveLength(1);
});

it("whose program is missing says so", async () => {
  const failure = startChild({
    name: "redis",
    command: join(dir, "no-such-program"),
    args: [],
    env: {},
    cwd: dir,
    logDir: dir,
    isReady: readReadyLine,
    onSpawn: (child) => spawned.push(child),
    ipc: false,
  });
  await expect(failure).rejects.toThrow("redis cannot be run: spawn");
});

it("tells how it ended when it dies later", async () => {
  const child = await start("api", `${READY} setTimeout(() => { throw new Error("disk full") }, 50);`);
  expect(await child.ended).toBe("ended with code 1");
  expect(child.lastLines()).toContain("Error: disk full");
});

it("does not outlive a killed start", async () => {
  const program = `
    const { spawn } = require("node:child_process");
    const code = "process.on('disconnect', () => process.exit(0)); process.send('up'); setInterval(() => {}, 1e6)";
    const child = spawn(process.execPath, ["--eval", code], { stdio: ["ignore", "ignore", "ignore", "ipc"], detached: true });
    child.on("message", () => console.log(JSON.stringify({ msg: "ready", child: child.pid })));
  `;
  const parent = await start("start", program, false);
  const grandchild = Number(parent.ready["child"]);
  parent.kill();
  await parent.ended;
  await expect.poll(() => isRunning(grandchild), { timeout: 5000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
