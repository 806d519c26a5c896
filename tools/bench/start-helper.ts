import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process of the bench's own that takes orders and tells news over its channel, and ends when this process does. */
export interface Helper<Order, News> {
  readonly pid: number;
  order(order: Order): void;
  onNews(listener: (news: News) => void): () => void;
  stop(): void;
}

/** @param file beside this one */
export function startHelper<Order, News>(file: string): Helper<Order, News> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { serialization: "advanced" });
  return {
    pid: child.pid!,
    order: (order) => void child.send(order as never),
    onNews(listener) {
      child.on("message", listener as (message: unknown) => void);
      return () => void child.off("message", listener as (message: unknown) => void);
    },
    stop: () => void child.kill("SIGKILL"),
  };
}
