import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AWKWARD_BODIES, bodyOf, messageOf } from "@postlane/testkit";
import { createTlsSessions, openWithTlsFallback, RFC_TIMEOUTS, type TransactionRequest } from "../src/index.ts";

/**
 * Sends awkward and many messages to a real mail server on this machine and says what came of them: see README.md.
 * --accept and --refuse are addresses the server takes and refuses at RCPT; --maildir is where it delivers, to compare bytes.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string" },
    tls: { type: "string", default: "none" },
    accept: { type: "string", default: "inbox@b.test" },
    refuse: { type: "string" },
    maildir: { type: "string" },
    many: { type: "string", default: "300" },
  },
});
const tls = values.tls as "none" | "opportunistic" | "require" | "implicit";
const target = {
  host: "localhost",
  address: "127.0.0.1",
  port: Number(values.port),
  ehloName: "client.test",
  tls,
  tlsVerify: false,
  timeouts: { ...RFC_TIMEOUTS, dataEndMs: 20_000, mailMs: 20_000, rcptMs: 20_000, dataMs: 20_000 },
};
const tlsSessions = createTlsSessions();
let failed = 0;

function report(ok: boolean, what: string): void {
  if (!ok) failed += 1;
  process.stdout.write(`${ok ? "ok  " : "FAIL"} ${what}\n`);
}

async function open() {
  const opened = await openWithTlsFallback(target, { tlsSessions });
  if (!opened.ok) throw new Error(opened.failure.detail);
  return opened.connection;
}

function request(content: TransactionRequest["content"], sizeBytes: number, to = [values.accept]): TransactionRequest {
  return {
    reversePath: "sender@client.test",
    recipients: to.map((address) => ({ address })),
    sizeBytes,
    body: "8BITMIME",
    needsSmtpUtf8: false,
    content,
    beforeDot: async () => true,
    maySendDot: () => true,
  };
}

const sent = new Map<string, Buffer>();
function message(id: string, body: Buffer): Buffer {
  const whole = messageOf(body, { "X-Postlane-Test": id });
  sent.set(id, whole);
  return whole;
}

const first = await open();
process.stdout.write(`${first.opening.map((e) => `${e.step} ${e.reply?.code ?? e.detail ?? ""}`).join(", ")}\n`);
for (const [name, body] of Object.entries({ ...AWKWARD_BODIES, large: bodyOf(2_000_000) })) {
  const content = message(`awkward-${name}`, body);
  const result = await first.transact(request(content, content.length));
  report(result.status === "delivered", `${name}: ${result.reply?.code ?? result.failure?.detail}`);
}
const streamed = message("streamed", bodyOf(5_000_000));
const pieces = async function* () {
  for (let at = 0; at < streamed.length; at += 10_007) yield streamed.subarray(at, at + 10_007);
};
const stream = await first.transact(request(async () => pieces(), streamed.length));
report(stream.status === "delivered", `streamed 5 MB: ${stream.reply?.code ?? stream.failure?.detail}`);
if (values.refuse) {
  const some = await first.transact(request(message("some", bodyOf(100)), 500, [values.refuse, values.accept]));
  report(some.status === "delivered" && some.recipients[0]!.failure !== undefined, "one of two recipients refused");
  const none = await first.transact(request(bodyOf(100), 500, [values.refuse]));
  report(none.status === "failed" && none.transcript.length >= 2, `all refused: ${none.failure?.detail}`);
  process.stdout.write(`     ${none.transcript.map((e) => `${e.command} → ${e.reply?.code}`).join(", ")}\n`);
  const after = await first.transact(request(message("after", bodyOf(100)), 500));
  report(
    after.status === "delivered",
    `the next one on the same connection: ${after.failure?.detail ?? after.transcript[0]!.command}`,
  );
}
report((await first.quit())?.reply?.code === 221, "QUIT");

for (const depth of [1, 4]) {
  const connection = await open();
  const count = Number(values.many);
  const begun = performance.now();
  let left = count;
  let delivered = 0;
  let detail = "";
  const run = async () => {
    while (left > 0) {
      const content = message(`many-${depth}-${left--}`, bodyOf(2000));
      const result = await connection.transact(request(content, content.length));
      if (result.status === "delivered") delivered += 1;
      else detail = result.failure?.detail ?? result.status;
    }
  };
  await Promise.all(Array.from({ length: depth }, run));
  const perSecond = Math.round((count * 1000) / (performance.now() - begun));
  report(delivered === count, `${delivered} of ${count} on one connection, ${depth} in hand: ${perSecond}/s ${detail}`);
  await connection.quit();
}

if (values.maildir) await compare(values.maildir);
process.stdout.write(failed === 0 ? "all as it should be\n" : `${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Every message once, byte for byte from our first header on; line ends are those of the maildir. */
async function compare(maildir: string): Promise<void> {
  const folder = join(maildir, "new");
  for (let tries = 0; tries < 100 && (await readdir(folder)).length < sent.size; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const arrived = new Map<string, number>();
  let different = 0;
  for (const name of await readdir(folder)) {
    const text = (await readFile(join(folder, name))).toString("latin1").replaceAll("\r\n", "\n");
    const id = /^X-Postlane-Test: (.*)$/m.exec(text)?.[1] ?? "";
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    const original = (sent.get(id) ?? Buffer.alloc(0)).toString("latin1").replaceAll("\r\n", "\n");
    const whole = original.endsWith("\n") ? original : `${original}\n`;
    if (text.slice(text.indexOf("From: Test <")) !== whole) {
      different += 1;
      process.stdout.write(`     different: ${id} (${name})\n`);
    }
  }
  const twice = [...arrived.values()].filter((count) => count > 1).length;
  report(arrived.size === sent.size && twice === 0, `${arrived.size} of ${sent.size} arrived, ${twice} more than once`);
  report(different === 0, `${different} changed on the way`);
}
