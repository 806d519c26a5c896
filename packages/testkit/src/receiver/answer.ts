import type { Socket } from "node:net";
import type { AnswerDetail } from "./types.ts";

export interface Spoken {
  /** What was sent, for the journal. */
  readonly text: string;
  /** 2xx or 3xx: the command took effect. */
  readonly positive: boolean;
}

/** `250-one\r\n250 two\r\n` from `250 one\ntwo`; every line carries the code. */
export function formatAnswer(reply: string): string {
  if (!reply.includes("\n")) return `${reply}\r\n`;
  const code = reply.slice(0, 3);
  const lines = reply.slice(4).split("\n");
  return lines.map((line, i) => `${code}${i === lines.length - 1 ? " " : "-"}${line}\r\n`).join("");
}

export function isPositive(reply: string | Buffer): boolean {
  const first = typeof reply === "string" ? reply[0] : String.fromCharCode(reply[0] ?? 0);
  return first === "2" || first === "3";
}

/**
 * Gives an answer that takes time, comes in pieces, or never.
 * @returns undefined when the connection was closed instead, or never answered.
 */
export async function giveAnswer(socket: Socket, answer: AnswerDetail, normal: string): Promise<Spoken | undefined> {
  if (answer.delayMs) await sleep(answer.delayMs);
  if (answer.until) await answer.until;
  if (answer.drop) {
    socket.destroy();
    return undefined;
  }
  if (answer.hang) return new Promise(() => {});
  const reply = answer.reply ?? normal;
  const bytes = typeof reply === "string" ? Buffer.from(formatAnswer(reply)) : reply;
  const step = answer.pieceBytes ?? bytes.length;
  for (let at = 0; at < bytes.length && !socket.destroyed; at += step) {
    if (at > 0) await sleep(answer.pieceDelayMs ?? 0);
    socket.write(bytes.subarray(at, at + step));
  }
  if (answer.thenDrop) socket.destroySoon();
  return { text: typeof reply === "string" ? reply : reply.toString("latin1"), positive: isPositive(reply) };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
