import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { hashPassword } from "@postlane/settings";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestIngress, stopTestRedis, type TestIngress } from "./support/start-test-ingress.ts";

const run = promisify(execFile);
let ingress: TestIngress;
let dir: string;
let host: string;
let port: number;
let tlsPort: number;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "postlane-clients-"));
  ingress = await startTestIngress({
    listen: [
      { host: "127.0.0.1", port: 0, implicitTls: false },
      { host: "127.0.0.1", port: 0, implicitTls: true },
    ],
    settings: {
      accessRules: [],
      credentials: [{ username: "ann@example.com", passwordHash: await hashPassword("pass wörd"), enabled: true }],
    },
  });
  [host, port] = splitAddress(ingress.addresses[0]!);
  tlsPort = splitAddress(ingress.addresses[1]!)[1];
});
beforeEach(() => ingress.intake.taken.splice(0));
afterAll(async () => {
  await ingress.close();
  await stopTestRedis();
  await rm(dir, { recursive: true, force: true });
});

/** The one message taken, content as text. */
function taken() {
  expect(ingress.intake.taken).toHaveLength(1);
  const { submission, content } = ingress.intake.taken[0]!;
  return { ...submission, text: content.toString("utf8") };
}

describe("nodemailer", () => {
  it.each([
    ["STARTTLS", () => ({ port, secure: false, requireTLS: true })],
    ["implicit TLS", () => ({ port: tlsPort, secure: true })],
    ["clear text on loopback", () => ({ port, secure: false, ignoreTLS: true })],
  ])("sends a letter with an attachment, DSN and names beyond ASCII: %s", async (_what, options) => {
    const transport = createTransport({
      host,
      ...options(),
      auth: { user: "ann@example.com", pass: "pass wörd" },
      tls: { rejectUnauthorized: false },
    });
    const info = await transport.sendMail({
      from: "Ann <ann@example.com>",
      to: ["jürgen@example.net", "bob@example.org"],
      subject: "Grüße",
      text: ".\n..\nHallo\n",
      attachments: [{ filename: "blob.bin", content: Buffer.alloc(200_000, 7) }],
      dsn: { id: "id 1", return: "headers", notify: ["success", "failure"], recipient: "ann@example.com" },
    });
    expect(info.response).toMatch(/^250 2\.0\.0 queued as /);
    const { envelope, username, text } = taken();
    expect(username).toBe("ann@example.com");
    expect(envelope).toMatchObject({ reversePath: "ann@example.com", smtpUtf8: true, ret: "HDRS", envid: "id+201" });
    expect(envelope.recipients).toEqual([
      { address: "jürgen@example.net", notify: ["SUCCESS", "FAILURE"], orcpt: expect.any(String) },
      { address: "bob@example.org", notify: ["SUCCESS", "FAILURE"], orcpt: expect.any(String) },
    ]);
    expect(text).toContain("\r\n.\r\n..\r\nHallo\r\n");
    transport.close();
  });

  it("is told a wrong password", async () => {
    const transport = createTransport({
      host,
      port,
      auth: { user: "ann@example.com", pass: "wrong" },
      tls: { rejectUnauthorized: false },
    });
    await expect(transport.verify()).rejects.toMatchObject({ code: "EAUTH", responseCode: 535 });
  });

  it("sends many over a pool", async () => {
    const transport = createTransport({
      host,
      port,
      pool: true,
      maxConnections: 3,
      auth: { user: "ann@example.com", pass: "pass wörd" },
      tls: { rejectUnauthorized: false },
    });
    const mail = { from: "ann@example.com", to: "bob@example.org", subject: "x", text: "x" };
    await Promise.all(Array.from({ length: 60 }, () => transport.sendMail(mail)));
    expect(ingress.intake.taken).toHaveLength(60);
    expect(new Set(ingress.intake.taken.map(({ submission }) => submission.messageId)).size).toBe(60);
    transport.close();
  });
});

describe("swaks", () => {
  it.each([
    ["AUTH PLAIN over STARTTLS", ["--tls", "--auth", "PLAIN"]],
    ["AUTH LOGIN over STARTTLS", ["--tls", "--auth", "LOGIN"]],
    ["pipelined", ["--tls", "--auth", "PLAIN", "--pipeline"]],
  ])("%s", async (_what, options) => {
    const { stdout } = await run("swaks", [
      ...swaksTo("bob@example.net,eve@example.net"),
      "--auth-user",
      "ann@example.com",
      "--auth-password",
      "pass wörd",
      "--body",
      "first line\n.\nlast line",
      ...options,
    ]);
    expect(stdout).toMatch(/250 2\.0\.0 queued as/);
    expect(taken().envelope.recipients.map(({ address }) => address)).toEqual(["bob@example.net", "eve@example.net"]);
    expect(taken().text).toContain("first line\r\n.\r\nlast line");
  });

  it("is told that it may not send", async () => {
    const sent = run("swaks", swaksTo("b@example.net"));
    await expect(sent).rejects.toMatchObject({ stdout: expect.stringContaining("530 5.7.0 Authentication required") });
  });
});

describe("Python smtplib", () => {
  it("sends, also to addresses beyond ASCII, and sees refusals as its exceptions", async () => {
    const script = join(dir, "send.py");
    await writeFile(
      script,
      `
import smtplib, ssl, sys
from email.message import EmailMessage
context = ssl._create_unverified_context()
with smtplib.SMTP("${host}", ${port}) as smtp:
    smtp.starttls(context=context)
    smtp.login("ann@example.com", "pass wörd".encode().decode()) if False else smtp.ehlo()
    try:
        smtp.sendmail("a@example.com", ["b@example.net"], "x")
        print("open relay")
    except smtplib.SMTPSenderRefused as refused:
        print("refused", refused.smtp_code)
with smtplib.SMTP_SSL("${host}", ${tlsPort}, context=context) as smtp:
    smtp.ehlo()
    import base64
    code, _ = smtp.docmd("AUTH", "PLAIN " + base64.b64encode("\\0ann@example.com\\0pass wörd".encode()).decode())
    print("login", code)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@example.com", "jürgen@example.net", "Grüße"
    message.set_content("Hallo\\n.\\n")
    print(smtp.send_message(message))
    print(smtp.sendmail("ann@example.com", ["good@example.net", "bad@@example.net"], "Subject: x\\r\\n\\r\\nx"))
`,
    );
    const { stdout } = await run("python3", [script], { env: { ...process.env, PYTHONUTF8: "1" } });
    expect(stdout.split("\n").slice(0, 3)).toEqual(["refused 530", "login 235", "{}"]);
    expect(stdout).toContain("{'bad@@example.net': (501, b'5.1.3 Bad recipient address");
    expect(ingress.intake.taken.map(({ submission }) => submission.envelope.recipients[0]!.address)).toEqual([
      "jürgen@example.net",
      "good@example.net",
    ]);
    expect(ingress.intake.taken[0]!.content.toString()).toContain("with UTF8SMTPSA id");
  });
});

function swaksTo(recipients: string): string[] {
  return ["--server", host, "--port", String(port), "--from", "ann@example.com", "--to", recipients];
}

function splitAddress(address: string): [string, number] {
  const at = address.lastIndexOf(":");
  return [address.slice(0, at), Number(address.slice(at + 1))];
}
