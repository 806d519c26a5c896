// The load in a process of its own, so that its CPU is told apart: hands mails in on some kept-open sessions.
import { connect, type Socket } from "node:net";
import { nowMs } from "./statistics.ts";

export interface LoadOrder {
  readonly host: string;
  readonly port: number;
  readonly sessions: number;
  /** Recipients; message n goes to the one at n modulo their number. */
  readonly recipients: readonly string[];
  readonly first: number;
  readonly count: number;
  readonly bytes: number;
  /** Pause of a session after each 250. */
  readonly pauseMs: number;
}

export interface LoadReport {
  readonly startedAt: number;
  readonly endedAt: number;
  /** By message, from the first: when its final dot was sent, and when its 250 came. */
  readonly sentAt: Float64Array;
  readonly acceptedAt: Float64Array;
  readonly failed: string | undefined;
}

process.on("disconnect", () => process.exit());
process.on("message", (order: LoadOrder) => {
  void runLoad(order).then((report) => process.send!(report));
});

async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const sentAt = new Float64Array(order.count);
  const acceptedAt = new Float64Array(order.count);
  const filler = fillerOf(order.bytes);
  let next = 0;
  const startedAt = nowMs();
  async function session(): Promise<void> {
    const dialog = openDialog(order.host, order.port);
    await dialog.replies(1, "220");
    dialog.write("EHLO load.test\r\n");
    await dialog.replies(1, "250");
    for (let n = next++; n < order.count; n = next++) {
      const to = order.recipients[n % order.recipients.length]!;
      dialog.write(`MAIL FROM:<load@load.test>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
      await dialog.replies(3, "354");
      dialog.write(Buffer.concat([Buffer.from(headOf(order.first + n, to)), filler]));
      sentAt[n] = nowMs();
      await dialog.replies(1, "250");
      acceptedAt[n] = nowMs();
      if (order.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, order.pauseMs));
    }
    dialog.write("QUIT\r\n");
    await dialog.replies(1, "221");
  }
  const sessions = Math.min(order.sessions, order.count);
  const ended = await Promise.allSettled(Array.from({ length: sessions }, session));
  const failure = ended.find((one) => one.status === "rejected");
  const failed = failure ? String(failure.reason) : undefined;
  return { startedAt, endedAt: nowMs(), sentAt, acceptedAt, failed };
}

function headOf(n: number, to: string): string {
  return (
    `From: Load <load@load.test>\r\nTo: ${to}\r\nSubject: Load ${n}\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n` +
    `Message-ID: <${n}@load.test>\r\nX-Postlane-Test: ${n}\r\n\r\n`
  );
}

/** Lines of 76 characters, of so many bytes in all, and the final dot. */
function fillerOf(bytes: number): Buffer {
  return Buffer.from(`${`${"x".repeat(76)}\r\n`.repeat(Math.ceil(bytes / 78))}.\r\n`);
}

interface Dialog {
  write(bytes: string | Buffer): void;
  /** Waits for so many replies. @throws Error when the last of them has another code, or the connection ends */
  replies(count: number, code: string): Promise<void>;
}

function openDialog(host: string, port: number): Dialog {
  const socket: Socket = connect({ host, port, noDelay: true });
  let text = "";
  let lost: Error | undefined;
  let check: () => void = () => undefined;
  socket.setEncoding("latin1");
  socket.on("data", (piece: string) => {
    text += piece;
    check();
  });
  const onEnd = (error?: Error): void => {
    lost ??= error ?? new Error("the server closed the connection");
    check();
  };
  socket.on("error", onEnd).on("close", () => onEnd());

  /** Takes one reply off the text: all its lines. */
  function take(): string | undefined {
    for (let at = 0; ;) {
      const end = text.indexOf("\r\n", at);
      if (end < 0) return undefined;
      const line = text.slice(at, end);
      at = end + 2;
      if (line[3] === "-") continue;
      text = text.slice(at);
      return line;
    }
  }
  return {
    write: (bytes) => void socket.write(bytes),
    replies: (count, code) =>
      new Promise((resolve, reject) => {
        let left = count;
        check = () => {
          for (let line = take(); line !== undefined; line = take()) {
            if (--left > 0) continue;
            if (line.startsWith(code)) return resolve();
            return reject(new Error(line));
          }
          if (lost) reject(lost);
        };
        check();
      }),
  };
}
