import { spawn } from "node:child_process";
import { type Connection, openConnection, RFC_TIMEOUTS, type TransactionRequest } from "../src/index.ts";

/**
 * Transactions per second and CPU per 1,000 of the client alone, on kept connections to bench/sink.ts on this machine.
 * node bench/transactions.ts [transactions 100000] [connections 20] [content bytes 4096] [in flight per connection 2]
 */
const [total = 100_000, connectionCount = 20, contentBytes = 4096, depth = 2] = process.argv.slice(2).map(Number);

const sink = spawn(process.execPath, [new URL("sink.ts", import.meta.url).pathname], {
  stdio: ["ignore", "pipe", "inherit"],
});
const port = await new Promise<number>((resolve) => sink.stdout.once("data", (text: Buffer) => resolve(Number(text))));

const content = Buffer.alloc(contentBytes, `${"x".repeat(76)}\r\n`);
content.write("\r\n", contentBytes - 2);
const request: TransactionRequest = {
  reversePath: "sender@client.test",
  recipients: [{ address: "recipient@b.test" }],
  sizeBytes: content.length,
  needsSmtpUtf8: false,
  content,
  beforeDot: async () => true,
  maySendDot: () => true,
};

async function connect(): Promise<Connection> {
  const opened = await openConnection({
    host: "sink",
    address: "127.0.0.1",
    port,
    ehloName: "client.test",
    tls: "none",
    tlsVerify: false,
    timeouts: RFC_TIMEOUTS,
  });
  if (!opened.ok) throw new Error(opened.failure.detail);
  return opened.connection;
}

async function run(connections: readonly Connection[], count: number): Promise<void> {
  let left = count;
  async function send(connection: Connection): Promise<void> {
    while (left-- > 0) {
      const result = await connection.transact(request);
      if (result.status !== "delivered") throw new Error(result.failure?.detail);
    }
  }
  await Promise.all(connections.flatMap((connection) => Array.from({ length: depth }, () => send(connection))));
}

const connections = await Promise.all(Array.from({ length: connectionCount }, connect));
await run(connections, total / 5);
const cpu = process.cpuUsage();
const begun = performance.now();
await run(connections, total);
const seconds = (performance.now() - begun) / 1000;
const used = process.cpuUsage(cpu);
const cpuSeconds = (used.user + used.system) / 1e6;
process.stdout.write(
  `${Math.round(total / seconds)} transactions/s, ${((cpuSeconds / total) * 1000).toFixed(4)} CPU-s per 1,000 ` +
    `(user ${(used.user / 1e6).toFixed(2)}, system ${(used.system / 1e6).toFixed(2)}), ${connectionCount} connections, ` +
    `${contentBytes} bytes, ${depth} in flight each\n`,
);
await Promise.all(connections.map((connection) => connection.quit()));
sink.kill();
