import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@postlane/testkit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { processIdentity } from "../start/process-identity.ts";

const MAIN = fileURLToPath(new URL("../start/main.ts", import.meta.url));
const TIMEOUT_MS = 240_000;
vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });

let dir: string;
let ports: { smtp: number; api: number };
let starts: ChildProcess[];
/** Ended, and all it said was read. */
const closed = new WeakMap<ChildProcess, Promise<unknown>>();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "postlane-start-"));
  ports = { smtp: await freePort(), api: await freePort() };
  starts = [];
});
afterEach(async () => {
  for (const child of starts) if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await Promise.all(starts.map((child) => ended(child)));
  await rm(dir, { recursive: true, force: true });
});

interface Announced {
  readonly smtp: string[];
  readonly api: string;
  readonly admin_token_file: string;
  readonly welcome: {
    message: { id: string };
    recipients: { state: string }[];
    attempts: { steps: { step: string }[] }[];
  };
}

interface Start {
  readonly child: ChildProcess;
  /** What it said on standard output, and on standard error. */
  readonly said: { out: string; err: string };
  announced(): Promise<Announced>;
}

function start(env: Readonly<Record<string, string>> = {}): Start {
  const fixed = ["--json", "--data-dir", dir, "--smtp-port", String(ports.smtp), "--api-port", String(ports.api)];
  const child = spawn(process.execPath, [MAIN, ...fixed], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  follow(child);
  const said = { out: "", err: "" };
  child.stdout!.on("data", (chunk) => (said.out += String(chunk)));
  child.stderr!.on("data", (chunk) => (said.err += String(chunk)));
  return {
    child,
    said,
    async announced() {
      await expect
        .poll(() => said.out.includes("\n") || child.exitCode !== null, { timeout: TIMEOUT_MS / 2, interval: 50 })
        .toBe(true);
      expect(said.err).toBe("");
      return JSON.parse(said.out) as Announced;
    },
  };
}

function follow(child: ChildProcess): void {
  starts.push(child);
  closed.set(child, once(child, "close"));
}

async function ended(child: ChildProcess): Promise<number | null> {
  await closed.get(child);
  return child.exitCode;
}

interface Noted {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}
async function noted(): Promise<Noted[]> {
  return JSON.parse(await readFile(join(dir, "running.json"), "utf8")) as Noted[];
}
function alive(processes: readonly Noted[]): string[] {
  return processes.filter(({ pid, identity }) => processIdentity(pid) === identity).map(({ name }) => name);
}

it(
  "delivers the welcome mail, stops without a trace of processes, and finds its data again",
  async () => {
    const first = start();
    const { welcome, smtp, api, admin_token_file } = await first.announced();
    expect(smtp).toEqual([`127.0.0.1:${ports.smtp}`]);
    expect(welcome.recipients.map(({ state }) => state)).toEqual(["delivered"]);
    expect(welcome.attempts[0]!.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(["dns", "connect", "greeting", "ehlo", "mail", "rcpt", "data", "data-end"]),
    );
    const processes = await noted();
    expect(alive(processes).sort()).toEqual([
      "api",
      "ingress",
      "npm start",
      "redis",
      "sandbox",
      "worker-1",
      "worker-2",
    ]);
    expect((await stat(join(dir, "secret-key"))).mode & 0o777).toBe(0o600);
    expect((await stat(admin_token_file)).mode & 0o777).toBe(0o600);

    const meanwhile = start();
    expect(await ended(meanwhile.child)).toBe(1);
    expect(meanwhile.said.err).toContain(`Postlane is running already with ${dir} (process ${first.child.pid})`);

    first.child.kill("SIGINT");
    expect(await ended(first.child)).toBe(0);
    expect(alive(processes)).toEqual([]);
    await expect(noted()).rejects.toThrow("ENOENT");

    const second = start();
    await second.announced();
    const headers = { authorization: `Bearer ${(await readFile(admin_token_file, "utf8")).trim()}` };
    const known = await fetch(`${api}/v1/messages/${welcome.message.id}`, { headers });
    expect(known.status).toBe(200);
    second.child.kill("SIGTERM");
    expect(await ended(second.child)).toBe(0);
  },
  TIMEOUT_MS,
);

it(
  "works again after a run that was killed",
  async () => {
    const first = start();
    await first.announced();
    const processes = await noted();
    first.child.kill("SIGKILL");
    await ended(first.child);
    // The services see that their parent is gone; only Redis waits for the next start.
    await expect.poll(() => alive(processes), { timeout: 60_000 }).toEqual(["redis"]);
    const second = start();
    expect((await second.announced()).welcome.recipients[0]!.state).toBe("delivered");
    expect(alive(processes)).toEqual([]);
    second.child.kill("SIGINT");
    expect(await ended(second.child)).toBe(0);
  },
  TIMEOUT_MS,
);

it(
  "stops everything when one part dies, and tells which and why",
  async () => {
    const { child, said, announced } = start();
    await announced();
    const processes = await noted();
    process.kill(processes.find(({ name }) => name === "worker-2")!.pid, "SIGKILL");
    expect(await ended(child)).toBe(1);
    expect(said.err).toContain("worker-2 was ended by SIGKILL; the rest is being stopped. Its last log lines");
    expect(alive(processes)).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  "leaves nothing behind when it is stopped while it starts",
  async () => {
    const { child } = start();
    await expect
      .poll(
        () =>
          noted().then(
            (all) => all.length,
            () => 0,
          ),
        { timeout: 60_000, interval: 20 },
      )
      .toBeGreaterThan(2);
    const processes = await noted();
    child.kill("SIGINT");
    expect(await ended(child)).toBe(0);
    expect(alive(processes)).toEqual([]);
    await expect(noted()).rejects.toThrow("ENOENT");
  },
  TIMEOUT_MS,
);

it("names a port that is taken before it starts anything", async () => {
  const server = createServer().listen(ports.smtp, "127.0.0.1");
  await once(server, "listening");
  const { child, said } = start();
  expect(await ended(child)).toBe(1);
  expect(said.err).toContain(
    `Port ${ports.smtp} on 127.0.0.1 is taken by another program: choose another one with --smtp-port`,
  );
  server.close();
});

it(
  "tells in one paragraph which part could not start, and stops the others",
  async () => {
    const settings = join(dir, "settings.yaml");
    await writeFile(settings, "domainRules:\n  - pattern: example.net\n");
    const { child, said } = start({ POSTLANE_SETTINGS_FILE: settings });
    expect(await ended(child)).toBe(1);
    expect(said.err).toMatch(/^\nPostlane could not start: [a-z0-9-]+ ended with code 1\. Its last log lines/);
    expect(said.err).toContain(`${settings}:2: /domainRules/0/pattern`);
    expect(said.out).toBe("");
    await expect(noted()).rejects.toThrow("ENOENT");
  },
  TIMEOUT_MS,
);

it("tells in one line that the disk is full, and leaves nothing behind", async () => {
  const data = join(dir, "data");
  const limited = `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`;
  const child = spawn("sh", ["-c", limited, process.execPath, MAIN, "--json", "--data-dir", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  follow(child);
  let said = "";
  child.stderr.on("data", (chunk) => (said += String(chunk)));
  expect(await ended(child)).toBe(1);
  expect(said).toMatch(
    new RegExp(
      `^\\nThe data directory ${data} cannot be used: its disk is full. Make room there, or set --data-dir [^\\n]*\\n$`,
    ),
  );
  expect(await readdir(data)).toEqual(["logs"]);
});

it("needs no log of its own: a disk that takes none does not end it", async () => {
  await mkdir(join(dir, "logs", "start.log"), { recursive: true });
  const server = createServer().listen(ports.smtp, "127.0.0.1");
  await once(server, "listening");
  const { child, said } = start();
  expect(await ended(child)).toBe(1);
  expect(said.err).toMatch(/^\nPort \d+ on 127\.0\.0\.1 is taken [^\n]*\n$/);
  server.close();
});
