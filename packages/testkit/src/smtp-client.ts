import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface SmtpReply {
  readonly code: number;
  /** Lines joined with "\n", with what followed the code. */
  readonly text: string;
}

export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
}

/** A plain SMTP client for tests: every byte that goes out is chosen by the test. */
export interface SmtpClient {
  readonly greeting: SmtpReply;
  /** Sends a line and waits for its reply. */
  command(line: string): Promise<SmtpReply>;
  /** Sends bytes as they are. */
  write(bytes: Buffer | string): Promise<void>;
  /** The next reply. @throws Error when the connection ends or nothing comes for 30 s. */
  reply(): Promise<SmtpReply>;
  startTls(): Promise<void>;
  quit(): Promise<void>;
  destroy(): void;
}

/** @throws Error when the server cannot be reached. */
export async function openSmtp(
  target: SmtpTarget,
  options: { localAddress?: string; tls?: boolean } = {},
): Promise<SmtpClient> {
  let socket: Socket = await opened(target, options);
  socket.setNoDelay(true);
  let text = "";
  let lines: string[] = [];
  const replies: SmtpReply[] = [];
  const waiting: { resolve: (reply: SmtpReply) => void; reject: (error: Error) => void }[] = [];
  let ended: Error | undefined;

  const onData = (chunk: Buffer): void => {
    text += chunk.toString("utf8");
    for (let at = text.indexOf("\r\n"); at >= 0; at = text.indexOf("\r\n")) {
      const line = text.slice(0, at);
      text = text.slice(at + 2);
      lines.push(line.slice(4));
      if (line[3] === "-") continue;
      const reply = { code: Number(line.slice(0, 3)), text: lines.join("\n") };
      lines = [];
      const next = waiting.shift();
      if (next) next.resolve(reply);
      else replies.push(reply);
    }
  };
  const onEnd = (error?: Error): void => {
    ended ??= error ?? new Error("the server closed the connection");
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  function attach(next: Socket): void {
    socket = next;
    socket.on("data", onData);
    socket.on("error", onEnd);
    socket.on("close", () => onEnd());
  }

  function reply(): Promise<SmtpReply> {
    const ready = replies.shift();
    if (ready) return Promise.resolve(ready);
    if (ended) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no SMTP reply within 30 s")), 30_000);
      waiting.push({
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  async function write(bytes: Buffer | string): Promise<void> {
    if (ended) throw ended;
    if (socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off("drain", done);
        socket.off("close", done);
        resolve();
      };
      socket.on("drain", done).on("close", done);
    });
  }

  async function command(line: string): Promise<SmtpReply> {
    await write(`${line}\r\n`);
    return reply();
  }

  attach(socket);
  const greeting = await reply();
  return {
    greeting,
    command,
    write,
    reply,
    async startTls() {
      const answer = await command("STARTTLS");
      if (answer.code !== 220) throw new Error(`STARTTLS: ${answer.code} ${answer.text}`);
      socket.removeAllListeners("data");
      socket.removeAllListeners("close");
      const plain = socket;
      const secure = connectTls({ socket: plain, rejectUnauthorized: false });
      await new Promise<void>((resolve, reject) => secure.once("secureConnect", resolve).once("error", reject));
      attach(secure);
    },
    async quit() {
      await command("QUIT").catch(() => undefined);
      socket.destroy();
    },
    destroy: () => socket.destroy(),
  };
}

function opened(target: SmtpTarget, options: { localAddress?: string; tls?: boolean }): Promise<Socket> {
  const { localAddress } = options;
  const to = { host: target.host, port: target.port, ...(localAddress ? { localAddress } : {}) };
  return new Promise((resolve, reject) => {
    const socket = options.tls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
    socket.once("error", reject);
    socket.once(options.tls ? "secureConnect" : "connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
