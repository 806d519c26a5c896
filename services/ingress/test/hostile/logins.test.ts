import { type Credential, hashPassword } from "@postlane/settings";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSmtp } from "../support/smtp-client.ts";
import { startTestIngress, stopTestRedis, type TestIngress } from "../support/start-test-ingress.ts";

/** Guessing spread over several ingress processes is one guessing (RFC 4954 section 9). What one process does alone is in auth.test.ts. */
const credentials: readonly Credential[] = [
  { username: "ann", passwordHash: await hashPassword("secret"), enabled: true },
];
let processes: readonly TestIngress[];

beforeEach(async () => {
  processes = await Promise.all([1, 2, 3].map(() => startTestIngress({ settings: { credentials } })));
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.close()));
});
afterAll(stopTestRedis);

async function attempt(
  process: TestIngress,
  username: string,
  password: string,
): Promise<{ reply: string; ms: number }> {
  const client = await connectSmtp(process.addresses[0]!);
  await client.ehlo();
  const startedAt = performance.now();
  const reply = await client.say(`AUTH PLAIN ${Buffer.from(`\0${username}\0${password}`).toString("base64")}`);
  client.destroy();
  return { reply, ms: performance.now() - startedAt };
}

describe("failures at one process (RFC 4954 section 9, CWE-307)", () => {
  it("slow down the next login of that account at another", async () => {
    for (const process of processes) await attempt(process, "ann", "wrong");
    await processes[0]!.redis.del("pl:{auth}:smtp:address:127.0.0.1");
    const { ms } = await attempt(processes[1]!, "ann", "wrong");
    expect(ms).toBeGreaterThan(245);
    expect((await attempt(processes[2]!, "bob", "wrong")).ms).toBeLessThan(ms);
  });

  it("slow down the next login from that address at another, whoever it names", async () => {
    for (const process of processes) await attempt(process, `user${Math.random()}`, "wrong");
    expect((await attempt(processes[1]!, "somebody", "wrong")).ms).toBeGreaterThan(245);
  });

  it("shut the address out of all of them in the end; the account stays open to others", async () => {
    await processes[0]!.redis.hset("pl:{auth}:smtp:address:127.0.0.1", {
      failures: 100,
      failedAt: Date.now(),
    });
    for (const process of processes) expect((await attempt(process, "ann", "secret")).reply).toMatch(/^454 4\.7\.0/);
    await processes[0]!.redis.del("pl:{auth}:smtp:address:127.0.0.1");
    for (const process of processes) expect((await attempt(process, "ann", "secret")).reply).toMatch(/^235/);
  }, 30_000);
});
