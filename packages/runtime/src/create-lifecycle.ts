import type { Logger } from "pino";

/** What has been opened is closed in reverse order, once, each part bounded in time. */
export interface Lifecycle {
  /** Aborted when closing begins: whoever waits or would start something new looks here. */
  readonly stopping: AbortSignal;
  /**
   * Registers how to close something just opened.
   * @param timeoutMs how long closing may take before it is left behind; default 10,000
   */
  onClose(name: string, close: () => void | Promise<void>, timeoutMs?: number): void;
  /** Marks work in flight by name, so that a slow stop can say what it waits for. @returns the release; calling it twice does no harm */
  hold(name: string): () => void;
  /** Names of the work in flight, each with its number when above one. */
  busy(): string[];
  /** Resolves when no work is in flight, or after `timeoutMs`. @returns whether all work has ended */
  idle(timeoutMs: number): Promise<boolean>;
  /** Closes everything. Called again, gives the same promise. @returns whether every part closed without error and in time */
  close(): Promise<boolean>;
}

const REPORT_EVERY_MS = 2000;

export function createLifecycle(logger: Logger): Lifecycle {
  const controller = new AbortController();
  const closers: { name: string; close: () => void | Promise<void>; timeoutMs: number }[] = [];
  const held = new Map<symbol, string>();
  const idleWaiters = new Set<() => void>();
  let closing: Promise<boolean> | undefined;

  function busy(): string[] {
    const counts = new Map<string, number>();
    for (const name of held.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name));
  }

  async function closeAll(): Promise<boolean> {
    controller.abort(new Error("stopping"));
    let clean = true;
    // A closer may register another one while it runs, so the list is taken down from its end.
    for (let closer = closers.pop(); closer; closer = closers.pop()) {
      clean = (await closeOne(closer.name, closer.close, closer.timeoutMs)) && clean;
    }
    return clean;
  }

  async function closeOne(name: string, close: () => void | Promise<void>, timeoutMs: number): Promise<boolean> {
    const report = setInterval(() => logger.info({ closing: name, busy: busy() }, "still closing"), REPORT_EVERY_MS);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`did not close within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      await Promise.race([(async () => close())(), tooLate]);
      return true;
    } catch (err) {
      logger.error({ closing: name, busy: busy(), err }, "could not close");
      return false;
    } finally {
      clearInterval(report);
      clearTimeout(timer);
    }
  }

  return {
    stopping: controller.signal,
    onClose(name, close, timeoutMs = 10_000) {
      closers.push({ name, close, timeoutMs });
    },
    hold(name) {
      const token = Symbol(name);
      held.set(token, name);
      return () => {
        held.delete(token);
        if (held.size === 0) for (const wake of idleWaiters) wake();
      };
    },
    busy,
    idle(timeoutMs) {
      if (held.size === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (idle: boolean) => {
          clearTimeout(timer);
          idleWaiters.delete(wake);
          resolve(idle);
        };
        const wake = () => settle(true);
        const timer = setTimeout(() => settle(false), timeoutMs);
        idleWaiters.add(wake);
      });
    },
    close: () => (closing ??= closeAll()),
  };
}
