import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadCertificate } from "../src/tls/certificate.ts";
import { connectSmtp } from "./support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const run = promisify(execFile);
let ingress: TestIngress;
let plain: string;
let implicit: string;

beforeEach(async () => {
  ingress = await startTestIngress({
    listen: [
      { host: "127.0.0.1", port: 0, implicitTls: false },
      { host: "127.0.0.1", port: 0, implicitTls: true },
    ],
    limits: { handshakeMs: 400 },
  });
  [plain, implicit] = ingress.addresses as [string, string];
});
afterEach(() => ingress.close());
afterAll(stopTestRedis);

describe("STARTTLS", () => {
  it("encrypts the session and forgets what was said before (RFC 3207 section 4.2)", async () => {
    const client = await connectSmtp(plain);
    expect(await client.ehlo()).toContain("STARTTLS");
    await client.say("MAIL FROM:<a@example.com>");
    await client.startTls();
    expect(await client.say("RCPT TO:<b@example.net>")).toMatch(/^503/);
    expect(await client.say("MAIL FROM:<a@example.com>")).toMatch(/^503/);
    expect(await client.ehlo()).not.toContain("STARTTLS");
    expect(await client.say("STARTTLS")).toMatch(/^503 5\.5\.1/);
    expect(await client.mail("x")).toMatch(/^250/);
    expect(ingress.intake.taken[0]!.content.toString()).toMatch(/with ESMTPS id/);
    client.destroy();
  });

  it("drops commands that came in clear text behind it (STARTTLS injection, CVE-2011-0411)", async () => {
    const client = await connectSmtp(plain);
    await client.ehlo();
    client.send("STARTTLS\r\nEHLO x\r\nMAIL FROM:<injected@example.com>\r\n" + "NOOP\r\n".repeat(300));
    expect(await client.reply()).toMatch(/^220 2\.0\.0/);
    client.socket.removeAllListeners("data");
    const secure: TLSSocket = connectTls({ socket: client.socket, rejectUnauthorized: false });
    const heard: string[] = [];
    secure.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
    secure.on("error", () => {});
    const secured = await Promise.race([
      new Promise<boolean>((resolve) => secure.once("secureConnect", () => resolve(true))),
      new Promise<boolean>((resolve) => secure.once("close", () => resolve(false))),
    ]);
    // A word in clear text would have torn the handshake.
    expect(secured).toBe(true);
    await sleep(100);
    expect(heard).toEqual([]);
    secure.destroy();
  });

  it("answers a pipelined EHLO before it, in clear text, and then shakes hands", async () => {
    const client = await connectSmtp(plain);
    client.send("EHLO x\r\nSTARTTLS\r\n");
    expect(await client.reply()).toMatch(/^250-mx/);
    expect(await client.reply()).toMatch(/^220/);
    client.socket.removeAllListeners("data");
    const secure = connectTls({ socket: client.socket, rejectUnauthorized: false });
    await new Promise((resolve) => secure.once("secureConnect", resolve));
    secure.write("EHLO x\r\n");
    const answer = await new Promise<Buffer>((resolve) => secure.once("data", resolve));
    expect(answer.toString()).toMatch(/^250-mx/);
    secure.destroy();
  });
});

describe("implicit TLS", () => {
  it("greets after the handshake, and AUTH is announced", async () => {
    const client = await connectSmtp(implicit, { tls: true });
    const features = await client.ehlo();
    expect(features).toContain("AUTH PLAIN LOGIN");
    expect(features).not.toContain("STARTTLS");
    expect(await client.mail("x")).toMatch(/^250/);
    expect(ingress.intake.taken[0]!.content.toString()).toMatch(
      /using TLSv1\.3 with cipher .*\r\n\tby .* with ESMTPS id/,
    );
    client.destroy();
  });

  it("a message larger than one piece arrives whole", async () => {
    const client = await connectSmtp(implicit, { tls: true });
    await client.ehlo();
    const body = `${"y".repeat(76)}\r\n`.repeat(20_000);
    expect(await client.mail(body)).toMatch(/^250/);
    expect(ingress.intake.taken[0]!.content.toString().endsWith(`\r\n${body}\r\n`)).toBe(true);
    client.destroy();
  });
});

describe("handshakes (CWE-400, RFC 8996)", () => {
  it.each([
    ["that never begin", async () => connect(Number(implicit.split(":")[1]), "127.0.0.1")],
    [
      "that trickle",
      async () => {
        const socket = connect(Number(implicit.split(":")[1]), "127.0.0.1");
        const bytes = Buffer.from("160301020001000300030341", "hex");
        let at = 0;
        const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 80);
        socket.once("close", () => clearInterval(timer));
        return socket;
      },
    ],
    [
      "that trickle behind STARTTLS",
      async () => {
        const client = await connectSmtp(plain);
        await client.ehlo();
        await client.say("STARTTLS");
        const timer = setInterval(() => client.socket.write(Buffer.from("16", "hex")), 80);
        client.socket.once("close", () => clearInterval(timer));
        return client.socket;
      },
    ],
  ])("%s end after their time (S10)", async (_what, open) => {
    const socket = await open();
    socket.on("error", () => {});
    const startedAt = performance.now();
    await new Promise((resolve) => socket.once("close", resolve));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it.each([
    ["plain text to the TLS port", "EHLO x\r\n"],
    ["garbage", "\x16\x03\x01\xff\xff\xff\xff\xff\xff"],
  ])("%s ends that connection and nothing else (S20)", async (_what, bytes) => {
    const socket = connect(Number(implicit.split(":")[1]), "127.0.0.1");
    socket.on("error", () => {});
    socket.write(Buffer.from(bytes, "latin1"));
    await new Promise((resolve) => socket.resume().once("close", resolve));
    const client = await connectSmtp(implicit, { tls: true });
    await client.ehlo();
    client.destroy();
  });

  it.each([
    ["implicit TLS", "-connect"],
    ["STARTTLS", "-starttls smtp -connect"],
  ])("older than TLS 1.2 are refused: %s", async (way, options) => {
    const address = way === "STARTTLS" ? plain : implicit;
    const { stdout } = await run("sh", ["-c", `openssl s_client -tls1 ${options} ${address} </dev/null 2>&1 || true`]);
    expect(stdout).toContain("alert protocol version");
  });

  it("that begin while ingress stops do not crash it", async () => {
    for (let round = 0; round < 10; round++) {
      const other = await startTestIngress({ listen: [{ host: "127.0.0.1", port: 0, implicitTls: true }] });
      const sockets = Array.from({ length: 5 }, () => connect(Number(other.addresses[0]!.split(":")[1]), "127.0.0.1"));
      for (const socket of sockets) socket.on("error", () => {});
      await new Promise((resolve) => sockets[0]!.once("connect", resolve));
      await other.close();
      for (const socket of sockets) socket.destroy();
    }
  });

  it("openssl s_client gets through", async () => {
    const { stdout } = await run("sh", [
      "-c",
      `(sleep 0.3; printf 'EHLO x\\r\\n'; sleep 0.2; printf 'QUIT\\r\\n') | openssl s_client -quiet -starttls smtp -connect ${plain} 2>&1`,
    ]);
    expect(stdout).toContain("250-AUTH PLAIN LOGIN");
    expect(stdout).toContain("221 2.0.0 Bye");
  });
});

describe("the certificate", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "postlane-tls-"));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it("is made once, kept for its owner only, and never the library's (S26)", async () => {
    const source = { dataDir: join(dir, "data"), hostname: "mx.postlane.example" };
    const [first, second] = await Promise.all([loadCertificate(source), loadCertificate(source)]);
    expect(second).toEqual(first);
    expect(await loadCertificate(source)).toEqual(first);
    const files = await readdir(source.dataDir);
    expect(files).toEqual(["smtp-self-signed.pem"]);
    expect((await stat(join(source.dataDir, files[0]!))).mode & 0o777).toBe(0o600);
    expect(first.key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect((await loadCertificate({ dataDir: join(dir, "other"), hostname: "x.example" })).key).not.toBe(first.key);
  });

  it("is what clients see", async () => {
    const [host, port] = implicit.split(":") as [string, string];
    const socket = connectTls({ host, port: Number(port), rejectUnauthorized: false });
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    expect(socket.getPeerCertificate()).toMatchObject({
      subject: { CN: "mx.postlane.example" },
      subjectaltname: "DNS:mx.postlane.example",
    });
    socket.destroy();
  });

  it("of the operator is used", async () => {
    const made = await loadCertificate({ dataDir: dir, hostname: "own.example" });
    await writeFile(join(dir, "cert.pem"), made.cert);
    await writeFile(join(dir, "key.pem"), made.key);
    const files = { certFile: join(dir, "cert.pem"), keyFile: join(dir, "key.pem") };
    expect(await loadCertificate({ dataDir: join(dir, "unused"), hostname: "x", ...files })).toEqual(made);
    await expect(readdir(join(dir, "unused"))).rejects.toThrow("ENOENT");
  });

  it.each([
    ["a certificate without key", { certFile: "cert.pem" }, /POSTLANE_TLS_CERT and POSTLANE_TLS_KEY belong together/],
    ["a key without certificate", { keyFile: "key.pem" }, /belong together/],
    [
      "a file that is not there",
      { certFile: "no.pem", keyFile: "key.pem" },
      /POSTLANE_TLS_CERT: cannot read .*no\.pem/,
    ],
    ["a file that holds none", { certFile: "junk.pem", keyFile: "key.pem" }, /cannot be used \(.*junk\.pem/],
    ["a key of another certificate", { certFile: "cert.pem", keyFile: "other.pem" }, /cannot be used .*mismatch/],
  ])("%s: start is refused with the reason", async (_what, files, message) => {
    const made = await loadCertificate({ dataDir: join(dir, "1"), hostname: "own.example" });
    const other = await loadCertificate({ dataDir: join(dir, "2"), hostname: "own.example" });
    await writeFile(join(dir, "cert.pem"), made.cert);
    await writeFile(join(dir, "key.pem"), made.key);
    await writeFile(join(dir, "other.pem"), other.key);
    await writeFile(join(dir, "junk.pem"), "junk");
    const absolute = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(dir, file)]));
    await expect(loadCertificate({ dataDir: dir, hostname: "x.example", ...absolute })).rejects.toThrow(message);
  });

  it.each([
    ["empty", ""],
    ["of zeros", "\0".repeat(500)],
  ])("that a loss of power has left %s is made anew", async (_how, left) => {
    await writeFile(join(dir, "smtp-self-signed.pem"), left, { mode: 0o600 });
    const source = { dataDir: dir, hostname: "x.example" };
    const made = await loadCertificate(source);
    expect(made.key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(await loadCertificate(source)).toEqual(made);
  });

  it("that was damaged is reported, not replaced", async () => {
    await writeFile(join(dir, "smtp-self-signed.pem"), "damaged");
    await chmod(join(dir, "smtp-self-signed.pem"), 0o600);
    await expect(loadCertificate({ dataDir: dir, hostname: "x.example" })).rejects.toThrow(
      /smtp-self-signed\.pem\): .*; remove that file, and the next start makes a new one/,
    );
    expect(await readFile(join(dir, "smtp-self-signed.pem"), "utf8")).toBe("damaged");
  });
});
