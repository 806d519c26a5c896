import { join } from "node:path";
import type { Lifecycle } from "@postlane/runtime";
import type { DataDirectory } from "./open-data-directory.ts";
import { type Child, type ChildOptions, startChild } from "./start-child.ts";

/** What all parts have in common. */
export type CommonOptions = Pick<ChildOptions, "cwd" | "logDir" | "onSpawn" | "onLine">;
export type Part = Omit<ChildOptions, keyof CommonOptions>;

/** Parts that are stopped at the same time. */
export interface PartGroup {
  readonly common: CommonOptions;
  /** @throws StartError when it does not become ready */
  start(part: Part): Promise<Child>;
}

export interface PartGroups {
  /** Opens the next group; it is stopped before those opened earlier. */
  open(name: string): PartGroup;
  /** Resolves with a text for the user when a part ends that nobody stopped. */
  failed(): Promise<string>;
}

/** A worker waits for the answers to final dots it has sent; most take seconds, and what is cut off is safe in Redis. */
const STOP_GRACE_MS = 20_000;

export function createPartGroups(
  cwd: string,
  data: DataDirectory,
  lifecycle: Lifecycle,
  onLine: (name: string, line: string) => void,
): PartGroups {
  const spawned: Omit<Child, "ready">[] = [];
  return {
    open(name) {
      const members: Omit<Child, "ready">[] = [];
      const stopAll = async () => void (await Promise.all(members.map((member) => member.stop(STOP_GRACE_MS))));
      lifecycle.onClose(name, stopAll, STOP_GRACE_MS + 5000);
      const common = {
        cwd,
        logDir: join(data.path, "logs"),
        onLine,
        onSpawn(child: Omit<Child, "ready">) {
          members.push(child);
          spawned.push(child);
          data.note(child.name, child.pid);
        },
      };
      return {
        common,
        start(part) {
          lifecycle.stopping.throwIfAborted();
          return startChild({ ...part, ...common });
        },
      };
    },
    failed() {
      return new Promise((resolve) => {
        for (const child of spawned) {
          void child.ended.then((how) => {
            if (lifecycle.stopping.aborted) return;
            resolve(`${child.name} ${how}; the rest is being stopped. ${child.lastLines()}`);
          });
        }
      });
    },
  };
}
