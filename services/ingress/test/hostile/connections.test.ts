import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, it } from "vitest";
import { connectSmtp } from "../support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "../support/start-test-ingress.ts";

/** Each side needs a file for each connection, and some for itself. */
const openFiles = Number(execFileSync("bash", ["-c", "ulimit -Hn"], { encoding: "utf8" }).replace("unlimited", "1e6"));
const CONNECTIONS = Math.min(10_000, openFiles - 1_000);
/** Of this process, sockets in the kernel not counted. Measured: 16 KB. */
const MOST_BYTES_EACH = 60_000;

let ingress: TestIngress;
afterEach(() => ingress.close());
afterAll(stopTestRedis);

it(`${CONNECTIONS} connections held open at once (CWE-400): another client is still served, each costs little`, async () => {
  ingress = await startTestIngress({ limits: { maxConnections: CONNECTIONS + 1 } });
  const port = ingress.addresses[0]!.split(":")[1]!;
  const before = process.memoryUsage().rss;
  const holder = spawn(
    process.execPath,
    [fileURLToPath(new URL("hold-connections.mjs", import.meta.url)), port, `${CONNECTIONS}`],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  let told = "";
  holder.stdout.on("data", (data: Buffer) => (told += data.toString()));
  try {
    while (!told.includes(`held ${CONNECTIONS}`)) {
      expect(told).not.toContain("lost");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(ingress.sessions).toBe(CONNECTIONS);
    const bytesEach = (process.memoryUsage().rss - before) / CONNECTIONS;
    expect(bytesEach).toBeLessThan(MOST_BYTES_EACH);

    const healthy = await connectSmtp(ingress.addresses[0]!);
    await healthy.ehlo();
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const startedAt = performance.now();
      expect(await healthy.mail("Subject: x\r\n\r\nx")).toMatch(/^250/);
      times.push(performance.now() - startedAt);
    }
    // The best of several: one slow turn of a busy machine is no sign of anything.
    expect(Math.min(...times)).toBeLessThan(1_000);
    const oneMore = await connectSmtp(ingress.addresses[0]!, { greeting: false });
    expect(await oneMore.reply()).toMatch(/^421 4\.7\.0 Too many connections/);
    oneMore.destroy();
    healthy.destroy();
    expect(told).not.toContain("lost");
  } finally {
    holder.stdin.end();
    await once(holder, "exit");
  }
  while (ingress.sessions > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}, 60_000);
