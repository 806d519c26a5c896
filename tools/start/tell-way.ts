import type { MessageTrace } from "@postlane/contract";

/** A message's way for people: accepted, lane, the steps of each attempt with reply and time, and how it ended. */
export function tellWay({ message, recipients, attempts, records }: MessageTrace): string {
  const lines = [
    row(message.received_at, "accepted", `${message.id}`),
    row(
      "",
      "",
      `from <${message.sender}> to ${recipients.map(({ address }) => `<${address}>`).join(", ")}, ${message.size_bytes} bytes`,
    ),
  ];
  for (const attempt of attempts) {
    lines.push(row("", "lane", attempt.lane ?? ""));
    for (const step of attempt.steps) {
      const reply =
        step.reply &&
        [step.reply.code, step.reply.enhanced_code, step.reply.text.split("\n")[0]].filter(Boolean).join(" ");
      const what = [step.command, [reply, step.detail].filter(Boolean).join("; ")].filter(Boolean).join("  →  ");
      lines.push(row(step.started_at, step.step, `${what}  (${step.duration_ms} ms)`));
    }
  }
  const last = records.at(-1);
  const after = last?.since_received_ms === undefined ? "" : `${last.since_received_ms} ms after it was accepted`;
  lines.push(row(last?.at ?? "", last?.kind ?? "waiting", after));
  return lines.join("\n");
}

function row(time: string, word: string, text: string): string {
  return `  ${time.slice(11, 23).padEnd(12)}  ${word.padEnd(9)}  ${text}`.trimEnd();
}
