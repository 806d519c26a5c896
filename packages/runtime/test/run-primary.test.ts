import { afterEach, describe, expect, it } from "vitest";
import { mergeAddresses, restartDelayMs } from "../src/run-primary.ts";
import { ask, type ServiceProcess, startServiceProcess } from "./service-process.ts";

const started: ServiceProcess[] = [];
function start(...args: string[]): ServiceProcess {
  const service = startServiceProcess("echo-service", args);
  started.push(service);
  return service;
}
afterEach(async () => {
  for (const service of started.splice(0)) {
    service.child.kill("SIGKILL");
    await service.exit();
  }
});

async function pidsBehind(address: string, wanted: number, command = "pid"): Promise<Set<string>> {
  const pids = new Set<string>();
  for (let asked = 0; asked < 100 && pids.size < wanted; asked++) {
    const pid = await ask(address, command);
    if (pid) pids.add(pid);
  }
  return pids;
}

describe("--processes", () => {
  it("shares one port among the copies and tells each one's health address", async () => {
    const service = start("--processes", "3");
    const ready = await service.line("ready");
    expect(ready.pid).toBe(service.child.pid);
    expect(ready.tcp).toMatch(/^127\.0\.0\.1:\d+$/);
    const health = ready.health as string[];
    expect(new Set(health).size).toBe(3);
    for (const address of health) expect((await fetch(`http://${address}/readyz`)).status).toBe(200);
    expect((await pidsBehind(String(ready.tcp), 3)).size).toBe(3);
    service.child.kill("SIGTERM");
    expect(await service.exit()).toEqual({ code: 0, signal: null });
    expect(service.lines.filter((line) => line.msg === "stopped")).toHaveLength(3);
  });

  it("starts a copy again that died, and goes on listening meanwhile", async () => {
    const service = start("--processes", "2");
    const { tcp } = await service.line("ready");
    const before = await pidsBehind(String(tcp), 2);
    await ask(String(tcp), "die");
    expect(await service.line("a copy died, starting it again")).toMatchObject({ signal: "SIGKILL", delay_ms: 250 });
    expect(await ask(String(tcp), "pid")).toBeDefined();
    await expect
      .poll(() => service.lines.filter((line) => line.msg === "copy ready").length, { timeout: 30_000 })
      .toBe(3);
    const after = await pidsBehind(String(tcp), 2);
    expect(after.size).toBe(2);
    expect(new Set([...before, ...after]).size).toBe(3);
  });

  it("ends them all when one cannot even start", async () => {
    const service = start("--processes", "2", "--port=1");
    expect(await service.exit()).toEqual({ code: 1, signal: null });
    expect(service.lines.map((line) => line.msg)).toContain("a copy could not start");
  });

  it("leaves no copy behind at the second signal", async () => {
    const service = start("--processes", "2");
    const { tcp } = await service.line("ready");
    const pids = await pidsBehind(String(tcp), 2);
    expect(await ask(String(tcp), "hang")).toBe("hanging");
    service.child.kill("SIGINT");
    await service.line("still closing");
    service.child.kill("SIGINT");
    expect(await service.exit()).toEqual({ code: 1, signal: null });
    for (const pid of pids) expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
  });

  it("stops cleanly when a supervisor signals every process and the primary passes it on", async () => {
    const service = start("--processes", "2");
    const { tcp } = await service.line("ready");
    const pids = [...(await pidsBehind(String(tcp), 2, "linger"))].map(Number);
    for (const pid of pids) process.kill(pid, "SIGTERM");
    service.child.kill("SIGTERM");
    expect(await service.exit()).toEqual({ code: 0, signal: null });
  });

  it("refuses a number that is none", async () => {
    const service = start("--processes", "many");
    expect(await service.exit()).toEqual({ code: 1, signal: null });
    expect(String(service.lines[0]?.reason)).toContain("--processes must be a whole number");
  });
});

it("waits longer after each death, at most 30 s", () => {
  expect([1, 2, 3, 7, 8, 50].map(restartDelayMs)).toEqual([250, 500, 1000, 16_000, 30_000, 30_000]);
});

it("names shared addresses once and single ones in order", () => {
  const all = [
    { smtp: ["127.0.0.1:25", "[::1]:25"], health: "127.0.0.1:1" },
    { smtp: ["127.0.0.1:25", "[::1]:25"], health: "127.0.0.1:2" },
  ];
  expect(mergeAddresses(all)).toEqual({ smtp: ["127.0.0.1:25", "[::1]:25"], health: ["127.0.0.1:1", "127.0.0.1:2"] });
});
