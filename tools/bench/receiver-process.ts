// Receivers in a process of their own: take everything and note when each mail arrived.
import { type Receiver, type Script, startReceiver } from "@postlane/testkit";
import { nowMs } from "./statistics.ts";

export type ReceiverOrder =
  | { readonly kind: "listen"; readonly hosts: readonly string[]; readonly port: number }
  /** Forgets what has come; mails numbered from `first` on are expected. */
  | { readonly kind: "expect"; readonly first: number; readonly count: number }
  /** Tells the progress again although nothing has changed. */
  | { readonly kind: "watch" }
  | { readonly kind: "report" };

export type ReceiverNews =
  | { readonly kind: "listening" }
  | { readonly kind: "expecting" }
  /** How many of the expected mails have come, each counted once; sent while it changes. */
  | { readonly kind: "progress"; readonly arrived: number }
  /** By mail, from the first: when its last byte had come; 0 = never. `doubles`: mails that came again. */
  | {
      readonly kind: "report";
      readonly arrivedAt: Float64Array;
      readonly doubles: number;
      readonly connections: number;
    };

const receivers: Receiver[] = [];
let first = 0;
let arrivedAt = new Float64Array(0);
let arrived = 0;
let doubles = 0;
let told = -1;

const note: Script = ({ step, transaction }) => {
  if (step !== "data-end") return undefined;
  const n = Number(transaction?.testId) - first;
  if (!(n >= 0 && n < arrivedAt.length)) return undefined;
  if (arrivedAt[n]) doubles++;
  else {
    arrivedAt[n] = nowMs();
    arrived++;
  }
  return undefined;
};

function say(news: ReceiverNews): void {
  process.send!(news);
}

process.on("disconnect", () => process.exit());
process.on("message", (order: ReceiverOrder) => void obey(order));
setInterval(() => {
  if (arrived !== told) say({ kind: "progress", arrived: (told = arrived) });
}, 20);

async function obey(order: ReceiverOrder): Promise<void> {
  if (order.kind === "listen") {
    const { port } = order;
    for (const host of order.hosts)
      receivers.push(await startReceiver({ host, port, keep: "nothing", journalLimit: 1_000, script: note }));
    say({ kind: "listening" });
  } else if (order.kind === "expect") {
    first = order.first;
    arrivedAt = new Float64Array(order.count);
    [arrived, doubles, told] = [0, 0, -1];
    say({ kind: "expecting" });
  } else if (order.kind === "watch") {
    told = -1;
  } else {
    const connections = receivers.reduce((sum, { journal }) => sum + journal.totals.connections, 0);
    say({ kind: "report", arrivedAt, doubles, connections });
  }
}
