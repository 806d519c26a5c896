import { expect, vi } from "vitest";
import {
  type Connection,
  openConnection,
  type OpenOptions,
  RFC_TIMEOUTS,
  type StepTimeouts,
  type Target,
  type TransactionRequest,
} from "../src/index.ts";

/** A server on this machine as the target, in clear, with the timeouts of the RFC unless the test says otherwise. */
export function target(
  port: number,
  overrides: Partial<Omit<Target, "timeouts">> & { readonly timeouts?: Partial<StepTimeouts> } = {},
): Target {
  return {
    host: "localhost",
    address: "127.0.0.1",
    port,
    ehloName: "client.test",
    tls: "none",
    tlsVerify: false,
    ...overrides,
    timeouts: { ...RFC_TIMEOUTS, ...overrides.timeouts },
  };
}

export async function opened(to: Target, options?: OpenOptions): Promise<Connection> {
  const result = await openConnection(to, options);
  if (!result.ok) expect.fail(result.failure.detail);
  return result.connection;
}

export function request(overrides: Partial<TransactionRequest> = {}): TransactionRequest {
  const content = overrides.content ?? Buffer.from("Subject: hi\r\n\r\nHello.\r\n");
  return {
    reversePath: "a@client.test",
    recipients: [{ address: "b@b.test" }],
    sizeBytes: Buffer.isBuffer(content) ? content.length : 1000,
    needsSmtpUtf8: false,
    beforeDot: async () => true,
    maySendDot: () => true,
    ...overrides,
    content,
  };
}

/** `step: command` of each entry. */
export function steps(transcript: readonly { readonly step: string; readonly command: string }[]): string[] {
  return transcript.map(({ step, command }) => `${step}: ${command}`);
}

/** Until the assertion holds, however busy the machine is. */
export function until(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, { timeout: 10_000, interval: 5 });
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
