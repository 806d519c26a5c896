import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** A client that says exactly what the test writes, byte for byte. */
export interface SmtpClient {
  /** The next whole reply, its lines joined with "\n"; "" when the server has closed. */
  reply(): Promise<string>;
  /** Sends a line with CR LF. @returns its reply */
  say(line: string): Promise<string>;
  /** Bytes as they are. */
  send(bytes: string | Buffer): void;
  /** EHLO and what it announces. */
  ehlo(name?: string): Promise<string[]>;
  /** STARTTLS and the handshake, then the session goes on encrypted. */
  startTls(): Promise<void>;
  /** MAIL, RCPT and DATA; content with its final dot. @returns the last reply */
  mail(content: string | Buffer, options?: { from?: string; to?: readonly string[] }): Promise<string>;
  /** Resolves when the server has closed the connection. */
  closed(): Promise<void>;
  destroy(): void;
  readonly socket: Socket;
}

const PATIENCE_MS = 20_000;

/** Connects and reads the greeting unless told not to. */
export async function connectSmtp(
  address: string,
  options: { readonly tls?: boolean; readonly greeting?: boolean; readonly from?: string } = {},
): Promise<SmtpClient> {
  const at = address.lastIndexOf(":");
  const target = {
    host: address.slice(0, at).replace(/^\[|\]$/g, ""),
    port: Number(address.slice(at + 1)),
    ...(options.from && { localAddress: options.from }),
  };
  let socket: Socket = options.tls ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target);
  let received = "";
  let ended = false;
  let wake = (): void => {};

  function listen(): void {
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      wake();
    });
    const end = (): void => {
      ended = true;
      wake();
    };
    socket.on("error", end);
    socket.on("end", end);
    socket.on("close", end);
  }
  listen();

  async function until<T>(look: () => T | undefined, what: string): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`no ${what} within ${PATIENCE_MS} ms; received: ${received}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  function takeReply(): string | undefined {
    const match = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r\n/.exec(received);
    if (match) {
      received = received.slice(match[0].length);
      return match[0].trimEnd().replaceAll("\r\n", "\n");
    }
    return ended ? "" : undefined;
  }

  const client: SmtpClient = {
    reply: () => until(takeReply, "reply"),
    say(line) {
      client.send(`${line}\r\n`);
      return client.reply();
    },
    send: (bytes) => void socket.write(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes),
    async ehlo(name = "client.example") {
      const reply = await client.say(`EHLO ${name}`);
      return reply.split("\n").map((line) => line.slice(4));
    },
    async startTls() {
      const reply = await client.say("STARTTLS");
      if (!reply.startsWith("220")) throw new Error(`STARTTLS: ${reply}`);
      socket.removeAllListeners("data");
      socket = connectTls({ socket, rejectUnauthorized: false });
      listen();
      await new Promise((resolve) => socket.once("secureConnect", resolve));
    },
    async mail(content, { from = "sender@example.com", to = ["recipient@example.net"] } = {}) {
      for (const line of [`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`)]) {
        const reply = await client.say(line);
        if (!reply.startsWith("250")) return reply;
      }
      const reply = await client.say("DATA");
      if (!reply.startsWith("354")) return reply;
      client.send(content);
      client.send("\r\n.\r\n");
      return client.reply();
    },
    closed: () => until(() => (ended ? true : undefined), "end of the connection").then(() => {}),
    destroy: () => void socket.destroy(),
    get socket() {
      return socket;
    },
  };
  if (options.greeting !== false) {
    const greeting = await client.reply();
    if (!greeting.startsWith("220")) throw new Error(`greeting: ${greeting}`);
  }
  return client;
}
