import { createServer } from "node:net";
import { expect, it } from "vitest";
import { checkPort } from "../start/check-port.ts";
import { parseOptions } from "../start/parse-options.ts";
import { readLogLine } from "../start/read-log-line.ts";
import { checkWorld, listenAddresses, serviceEnvironment } from "../start/service-environment.ts";

it("starts a sandbox with two workers unless told otherwise", () => {
  expect(parseOptions([], "/home/a")).toEqual({
    help: false,
    live: false,
    json: false,
    logs: false,
    dataDir: undefined,
    smtpPort: undefined,
    apiPort: undefined,
    workers: 2,
    processes: 1,
  });
  const options = parseOptions(["--live", "--data-dir", "mail", "--smtp-port", "25", "--workers=8"], "/home/a");
  expect(options).toMatchObject({ live: true, dataDir: "/home/a/mail", smtpPort: 25, workers: 8 });
});

it("names a wrong option", () => {
  expect(() => parseOptions(["--smtp-port", "70000"], "/")).toThrow(
    '--smtp-port must be a whole number from 1 to 65535, not "70000"',
  );
  expect(() => parseOptions(["--workers", "0"], "/")).toThrow("--workers must be a whole number from 1 to 64");
  expect(() => parseOptions(["--lvie"], "/")).toThrow(/Unknown option '--lvie'.*--help/);
  expect(() => parseOptions(["live"], "/")).toThrow(/live/);
});

it("listens where an option says, else where the environment says, else on loopback", () => {
  const env = { POSTLANE_SMTP_LISTEN: "0.0.0.0:25" };
  expect(listenAddresses(parseOptions([], "/"), {})).toEqual({ smtp: "127.0.0.1:2525", api: "127.0.0.1:8025" });
  expect(listenAddresses(parseOptions([], "/"), env).smtp).toBe("0.0.0.0:25");
  expect(listenAddresses(parseOptions(["--smtp-port", "2526"], "/"), env).smtp).toBe("127.0.0.1:2526");
});

it("keeps what the user's environment sets, but for the number of processes", () => {
  const data = { path: "/data", secret: (name: string) => ({ value: `made ${name}`, isNew: true, file: name }) };
  const env = { POSTLANE_ADMIN_TOKEN: "mine", POSTLANE_HOSTNAME: "mx.example.org", POSTLANE_PROCESSES: "9" };
  expect(serviceEnvironment(parseOptions([], "/"), env, data)).toEqual({
    POSTLANE_ADMIN_TOKEN: "mine",
    POSTLANE_SECRET_KEY: "made secret-key",
    POSTLANE_HOSTNAME: "mx.example.org",
    POSTLANE_SMTP_LISTEN: "127.0.0.1:2525",
    POSTLANE_API_LISTEN: "127.0.0.1:8025",
    POSTLANE_DATA_DIR: "/data",
    POSTLANE_PROCESSES: undefined,
  });
});

it("refuses two worlds at once", () => {
  const env = { POSTLANE_DNS_SERVERS: "127.0.0.1:53" };
  expect(() => checkWorld(parseOptions([], "/"), env)).toThrow(
    "POSTLANE_DNS_SERVERS is set, but without --live the sandbox",
  );
  expect(() => checkWorld(parseOptions(["--live"], "/"), env)).not.toThrow();
});

it("names a port that is taken and what to do", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await expect(checkPort("127.0.0.1", port, "choose another one with --smtp-port")).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program: choose another one with --smtp-port.`,
  );
  await new Promise((resolve) => server.close(resolve));
  await checkPort("127.0.0.1", port, "");
});

it("shows log lines to people", () => {
  const line = {
    level: "error",
    time: "2026-01-01T10:00:00.123Z",
    pid: 7,
    service: "worker",
    lane: "direct:a.test",
    err: { message: "lost" },
    msg: "session",
  };
  expect(readLogLine(JSON.stringify(line))).toBe("10:00:00.123 error session lost lane=direct:a.test");
  expect(readLogLine("12:M Ready to accept connections")).toBe("12:M Ready to accept connections");
  expect(readLogLine("{torn")).toBe("{torn");
});
