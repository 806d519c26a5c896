import { readFileSync } from "node:fs";
import { AWKWARD_BODIES, bigMessage, messageOf, type Receiver, testId } from "@postlane/testkit";
import { expect, test } from "vitest";
import { usePostlane } from "../src/index.ts";

let sink: Receiver;
const postlane = usePostlane({}, async (fresh) => {
  sink = await fresh.domain("b.test", "127.0.1.1", { keep: "content" });
});

/** What arrived, without the one field that was added in front. */
function withoutReceived(content: Buffer): Buffer {
  let end = content.indexOf("\r\n");
  while (content[end + 2] === 32 || content[end + 2] === 9) end = content.indexOf("\r\n", end + 2);
  expect(content.toString("latin1", 0, end)).toMatch(
    /^Received: from client\.test .*\sby postlane\.test\s.*with ESMTPS? id [0-9a-f-]{36}\s.*;\s+[A-Z][a-z]{2}, \d/s,
  );
  return content.subarray(end + 2);
}

async function sendThrough(content: Buffer, parameters = "BODY=8BITMIME"): Promise<Buffer> {
  const before = sink.journal.totals.accepted;
  const sent = await postlane().send({ from: "a@client.test", to: ["a@b.test"], content, parameters });
  expect(sent.reply.code).toBe(250);
  const entries = await sink.waitForAccepted(before + 1);
  return withoutReceived(entries.at(-1)!.content!);
}

test.each(Object.entries(AWKWARD_BODIES))("byte for byte: %s", async (_name, body) => {
  const content = messageOf(body);
  const expected = content.subarray(-2).toString() === "\r\n" ? content : Buffer.concat([content, Buffer.from("\r\n")]);
  expect((await sendThrough(content)).toString("latin1")).toBe(expected.toString("latin1"));
});

test("byte for byte: no header at all, and only a header", async () => {
  for (const text of ["\r\nbody only\r\n", "Subject: only a header\r\n", "just text\r\n"])
    expect((await sendThrough(Buffer.from(text))).toString()).toBe(text);
});

// Around the border between bodies kept in Redis and bodies in the spool directory, and of socket buffers.
test.each([1, 1_023, 65_000, 65_535, 65_536, 65_537, 200_000, 1_000_001])(
  "byte for byte: %i bytes of dots and 8-bit",
  async (size) => {
    const body = Buffer.alloc(size, ".\r\n..\r\n.\xe9x\r\n", "latin1");
    if (body.at(-1) === 13) body[size - 1] = 46; // not half a line end
    const content = messageOf(Buffer.concat([body, Buffer.from("\r\n")]));
    expect((await sendThrough(content)).equals(content)).toBe(true);
  },
);

test("40 MB pass byte for byte, with flat memory", async () => {
  const id = testId();
  const send40 = async (): Promise<void> => {
    const content = bigMessage(40_000_000, id);
    expect((await postlane().send({ from: "a@client.test", to: ["a@b.test"], content })).reply.code).toBe(250);
  };
  const arrived = () => sink.accepted().filter((entry) => entry.testId === id);
  await send40();
  await expect.poll(() => arrived().length, { timeout: 60_000 }).toBe(1);
  const lines = withoutReceived(arrived()[0]!.content!).toString("latin1").split("\r\n");
  expect(lines.at(-1)).toBe("");
  const body = lines.slice(lines.indexOf("") + 1, -1);
  expect(body.findIndex((line, n) => line !== `.${String(n).padStart(75, "-")}`)).toBe(-1);
  expect(body.length * 78).toBeGreaterThan(39_990_000);

  // One has brought buffers and heap to their size; three at once must not need 120 MB more.
  const processes = [postlane().ingress, ...postlane().workers];
  const peaks = () => processes.map((service) => peakMegabytes(service.pid));
  const before = peaks();
  await Promise.all([send40(), send40(), send40()]);
  await expect.poll(() => arrived().length, { timeout: 90_000 }).toBe(4);
  const growth = peaks().map((peak, i) => Math.round(peak - before[i]!));
  console.log(
    "three times 40 MB at once: peak memory grew by (ingress, worker) MB",
    growth,
    "to",
    peaks().map(Math.round),
  );
  expect(Math.max(...growth)).toBeLessThan(40);
});

/** The most memory a process ever had resident. */
function peakMegabytes(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1_024;
}
