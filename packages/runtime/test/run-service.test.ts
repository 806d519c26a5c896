import { afterEach, describe, expect, it } from "vitest";
import { ask, type ServiceProcess, startServiceProcess } from "./service-process.ts";

const started: ServiceProcess[] = [];
function start(args: readonly string[] = [], ipc = false): ServiceProcess {
  const service = startServiceProcess("echo-service", args, ipc);
  started.push(service);
  return service;
}
afterEach(async () => {
  for (const service of started.splice(0)) {
    service.child.kill("SIGKILL");
    await service.exit();
  }
});

describe("a service", () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`logs ready with its addresses and leaves with 0 at ${signal}`, async () => {
      const service = start();
      const ready = await service.line("ready");
      expect(ready).toMatchObject({ level: "info", service: "echo", pid: service.child.pid });
      expect(ready.tcp).toMatch(/^127\.0\.0\.1:\d+$/);
      service.child.kill(signal);
      expect(await service.exit()).toEqual({ code: 0, signal: null });
      expect(service.lines.map((line) => line.msg)).toEqual(["ready", "stopping", "tcp closed", "stopped"]);
    });
  }

  it("leaves at once with 1 at the second signal and says what it waited for", async () => {
    const service = start();
    const { tcp } = await service.line("ready");
    expect(await ask(String(tcp), "hang")).toBe("hanging");
    service.child.kill("SIGTERM");
    await service.line("still closing");
    service.child.kill("SIGTERM");
    expect(await service.exit()).toEqual({ code: 1, signal: null });
    expect(service.lines.at(-1)).toMatchObject({ level: "warn", busy: ["a slow message"] });
  });

  it("takes signals in quick succession for one, as when a supervisor signals the whole group", async () => {
    const service = start();
    const { tcp } = await service.line("ready");
    await ask(String(tcp), "linger");
    service.child.kill("SIGTERM");
    service.child.kill("SIGINT");
    expect(await service.exit()).toEqual({ code: 0, signal: null });
  });

  for (const [command, kind] of [
    ["reject", "unhandled_rejection"],
    ["throw", "uncaught_exception"],
  ] as const) {
    it(`closes and leaves with 1 after an ${kind}`, async () => {
      const service = start();
      const { tcp } = await service.line("ready");
      await ask(String(tcp), command);
      expect(await service.exit()).toEqual({ code: 1, signal: null });
      const fatal = service.lines.find((line) => line.level === "fatal");
      expect(fatal).toMatchObject({ kind, err: { message: `told to ${command}` } });
      expect(service.lines.map((line) => line.msg)).toContain("tcp closed");
    });
  }

  it("closes what it had opened when its start fails", async () => {
    const service = start(["--port=1"]);
    expect(await service.exit()).toEqual({ code: 1, signal: null });
    expect(service.lines.map((line) => line.msg)).toEqual(["cannot start", "stopped"]);
    expect(service.lines[0]).toMatchObject({ level: "fatal", err: { message: "port 1 is not for us" } });
  });

  it("shows a wrong configuration as one plain reason", async () => {
    const service = start(["--bad-config"]);
    expect(await service.exit()).toEqual({ code: 1, signal: null });
    expect(service.lines).toHaveLength(1);
    expect(service.lines[0]).toMatchObject({ msg: "cannot start", reason: "POSTLANE_X must be a number" });
  });

  it("stops when the parent that holds its IPC channel ends", async () => {
    const service = start([], true);
    await service.line("ready");
    service.child.disconnect();
    expect(await service.exit()).toEqual({ code: 0, signal: null });
  });
});
