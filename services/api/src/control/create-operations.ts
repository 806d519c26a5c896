import type { AuditLog } from "../audit/audit-log.ts";
import type { Operation } from "./operation.ts";
import { type RunDeps, runOperation } from "./run-operation.ts";

export interface Operations {
  /** Begins it in the background. @returns as it stands after `waitMs`, or when it ended before */
  start(operation: Operation, waitMs: number): Promise<Operation>;
  read(id: string): Promise<Operation | undefined>;
  /** Leaves what runs to other processes. */
  close(): Promise<void>;
}

export interface OperationsDeps extends RunDeps {
  readonly audit: AuditLog;
  readonly onError: (error: Error) => void;
  /** How often operations are looked for whose process died. */
  readonly lookMs?: number;
}

/** Operations of this process, and those it takes over from processes that died. */
export function createOperations(deps: OperationsDeps): Operations {
  const { store, audit, onError, lookMs = 5_000 } = deps;
  const stopping = new AbortController();
  const running = new Map<string, Promise<Operation | undefined>>();

  function run(operation: Operation): Promise<Operation | undefined> {
    const work = runOperation(deps, operation, stopping.signal)
      .then(async (ended) => {
        if (ended) await tell(ended);
        return ended;
      })
      .finally(() => running.delete(operation.id));
    running.set(operation.id, work);
    return work;
  }

  async function tell({ id, action, by, state, counts, dryRun, error }: Operation): Promise<void> {
    if (dryRun) return;
    const detail = { action: action.kind, state, ...counts, ...(error === undefined ? {} : { error }) };
    await audit.write({ actor: by, action: "operation.ended", target: id, detail });
  }

  async function takeOver(): Promise<void> {
    for (const id of await store.running()) {
      if (running.has(id) || stopping.signal.aborted) continue;
      const operation = await store.claim(id);
      if (operation?.state === "running") void run(operation).catch(onError);
      else if (operation) await store.save(operation);
    }
  }

  const timer = setInterval(() => void takeOver().catch(onError), lookMs).unref();

  return {
    async start(operation, waitMs) {
      await store.create(operation);
      const claimed = await store.claim(operation.id);
      if (!claimed) return operation;
      const work = run(claimed);
      work.catch(onError);
      let limit: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => (limit = setTimeout(resolve, waitMs, undefined)));
      const ended = await Promise.race([work, late]);
      clearTimeout(limit);
      return ended ?? (await store.read(operation.id)) ?? operation;
    },
    read: (id) => store.read(id),
    async close() {
      clearInterval(timer);
      stopping.abort();
      await Promise.allSettled(running.values());
    },
  };
}
