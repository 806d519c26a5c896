import type { operations } from "@postlane/client";
import { cleanText } from "../output/clean-text.ts";
import type { Printer } from "../output/printer.ts";
import { renderFields } from "../output/render-table.ts";
import { localTime, timeAndDistance } from "../output/times.ts";
import { paintState } from "./paint-state.ts";

export type Trace = operations["getMessagesById"]["responses"][200]["content"]["application/json"];
type Attempt = Trace["attempts"][number];
type Reply = NonNullable<Attempt["steps"][number]["reply"]>;

export function describeHead({ message }: Trace): string {
  return renderFields([
    ["message", message.id],
    ["received", localTime(message.received_at)],
    ["from", message.sender || "<> (a report: nobody is told when it fails)"],
    ["subject", message.subject],
    ["Message-ID", message.message_id_header],
    ["size", message.size_bytes === undefined ? undefined : `${message.size_bytes} bytes`],
    ["handed in by", [message.username, message.client_name, message.client_address].filter(Boolean).join(", ")],
    ["content", message.held ? "held here until the last delivery ends" : "gone with the last delivery"],
  ]);
}

export function describeRecipients({ recipients }: Trace, out: Printer, nowMs: number): string {
  return out.table(
    recipients,
    [
      { title: "RECIPIENT", value: ({ address }) => address },
      {
        title: "STATE",
        value: ({ state }) => state,
        paint: (text, { state }) => paintState(out.palette, { [state]: 1 }, text),
      },
      { title: "ATTEMPTS", value: ({ attempts }) => attempts, align: "right" },
      { title: "LANE", value: ({ lane }) => lane },
      {
        title: "NEXT",
        value: ({ state, next_at }) => (state === "deferred" ? timeAndDistance(next_at, nowMs) : undefined),
      },
      {
        title: "LAST REPLY",
        whole: true,
        value: ({ last_reply, detail }) => (last_reply ? describeReply(last_reply) : detail),
      },
    ],
    "No recipient is known yet.",
  );
}

export function describeAttempt(attempt: Attempt, out: Printer): string {
  const { palette } = out;
  const { number, outcome, lane, mx_host, mx_address, tls_version, tls_cipher, rule, worker, at } = attempt;
  const where = [lane, mx_host && (mx_address ? `${mx_host} [${mx_address}]` : mx_host)].filter(Boolean).join(" by ");
  const how = [
    tls_version && `${tls_version} ${tls_cipher ?? ""}`.trim(),
    rule && `rule ${rule}`,
    worker && `worker ${worker}`,
  ];
  const head = `${localTime(at)}  attempt ${number}: ${paintState(palette, { [outcome]: 1 }, cleanText(outcome))}  ${cleanText(where)}`;
  const details = how.filter(Boolean).join(", ");
  const steps = attempt.steps.map(({ step, command, reply, detail, duration_ms }) => ({
    step,
    command,
    answer: reply ? describeReply(reply) : detail,
    time: Math.round(duration_ms),
  }));
  const table = out.table(
    steps,
    [
      { title: "STEP", value: ({ step }) => step },
      { title: "MS", value: ({ time }) => time, align: "right" },
      { title: "SENT", value: ({ command }) => command },
      { title: "ANSWER", value: ({ answer }) => answer, whole: true },
    ],
    "The transcript is no longer kept.",
  );
  const uncertain = attempt.uncertain ? ["  It may have arrived already: a worker died before the answer."] : [];
  return [
    head,
    ...(details ? [`  ${palette.dim(cleanText(details))}`] : []),
    ...uncertain,
    ...table.split("\n").map((line) => `  ${line}`.trimEnd()),
  ].join("\n");
}

export function describeReply({ code, enhanced_code, text }: Reply): string {
  return [code, enhanced_code, text.replaceAll("\n", " / ")]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
}

/** What could not be asked, so that something may be missing. */
export function describeGaps({ unavailable }: Trace): string[] {
  return unavailable.map(
    (source) =>
      `The ${source === "archive" ? "log's database" : "live state"} could not be asked: something may be missing here.`,
  );
}
