import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startRedis } from "@postlane/testkit";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

it("a worker does not start on a Redis that would throw mail away", async () => {
  const evicting = await startRedis(["--maxmemory-policy", "allkeys-lru"]);
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, POSTLANE_REDIS_URL: evicting.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes('"msg":"ready"')) child.kill("SIGKILL");
  }
  expect((await exited)[0]).toBe(1);
  expect(lines.join("\n")).toContain("set it to noeviction");
  await evicting.stop();
});
