import cluster, { type Worker } from "node:cluster";
import type { Logger } from "pino";
import { countSignals } from "./count-signals.ts";
import { processIndexArgument } from "./process-index.ts";

/** Where a service listens: `smtp`, `api`, `health`; several addresses as a list. */
export type Addresses = Readonly<Record<string, string | readonly string[]>>;

export interface PrimaryOptions {
  readonly logger: Logger;
  readonly processes: number;
  readonly exit: (code: number) => void;
}

interface Copy {
  readonly index: number;
  worker: Worker;
  startedAt: number;
  addresses?: Addresses;
  /** Deaths in a row; forgotten after a minute of life. */
  deaths: number;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
const HEALTHY_AFTER_MS = 60_000;

/** Logs the one line by which others know that the service can be used; a copy tells its primary too. */
export function announceReady(logger: Logger, addresses: Addresses): void {
  if (cluster.isWorker) process.send?.({ postlane_ready: addresses });
  logger.info(addresses, cluster.isWorker ? "copy ready" : "ready");
}

/** How long to wait before a copy is started again after `deaths` in a row: 250 ms, doubling, at most 30 s. */
export function restartDelayMs(deaths: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (deaths - 1), LONGEST_DELAY_MS);
}

/**
 * Runs N copies of this program that share their listening ports (node:cluster). A copy that dies is started again with a growing
 * delay; one that cannot even start the first time ends them all, as the fault is then in the configuration. Signals are passed on.
 */
export function runPrimary({ logger, processes, exit }: PrimaryOptions): void {
  const copies: Copy[] = [];
  const restarts = new Set<NodeJS.Timeout>();
  let announced = false;
  let exitCode: number | undefined;

  function fork(index: number): Worker {
    const args = process.argv.slice(2);
    cluster.setupPrimary({ args: [...args, processIndexArgument(index)] });
    const worker = cluster.fork();
    worker.on("message", (message: { postlane_ready?: Addresses }) => {
      if (message?.postlane_ready) onReady(index, message.postlane_ready);
    });
    worker.on("exit", (code, signal) => onExit(index, code, signal));
    return worker;
  }

  function onReady(index: number, addresses: Addresses): void {
    copies[index]!.addresses = addresses;
    const all = copies.map((copy) => copy.addresses);
    if (announced || all.some((one) => !one)) return;
    announced = true;
    announceReady(logger, mergeAddresses(all as Addresses[]));
  }

  function onExit(index: number, code: number | null, signal: string | null): void {
    const copy = copies[index]!;
    if (exitCode !== undefined) {
      if (code !== 0) exitCode = 1;
      return leaveWhenAllEnded();
    }
    if (!announced) {
      logger.fatal({ process_index: index, exit_code: code, signal }, "a copy could not start");
      return stop(1, "start failed");
    }
    copy.deaths = Date.now() - copy.startedAt > HEALTHY_AFTER_MS ? 1 : copy.deaths + 1;
    const delay_ms = restartDelayMs(copy.deaths);
    logger.error({ process_index: index, exit_code: code, signal, delay_ms }, "a copy died, starting it again");
    const timer = setTimeout(() => {
      restarts.delete(timer);
      copy.startedAt = Date.now();
      copy.worker = fork(index);
    }, delay_ms);
    restarts.add(timer);
  }

  function leaveWhenAllEnded(): void {
    if (copies.every(({ worker }) => worker.isDead())) exit(exitCode ?? 0);
  }

  function stop(code: number, signal: string): void {
    if (exitCode !== undefined) return;
    exitCode = code;
    for (const timer of restarts) clearTimeout(timer);
    logger.info({ signal, processes }, "stopping");
    for (const { worker } of copies) if (!worker.isDead()) worker.process.kill("SIGTERM");
    leaveWhenAllEnded();
  }

  function killAll(signal: string): void {
    exitCode = 1;
    logger.warn({ signal }, "second signal, killing the copies");
    for (const { worker } of copies) worker.process.kill("SIGKILL");
  }

  const onSignal = countSignals((signal) => stop(0, signal), killAll);
  process.on("SIGTERM", () => onSignal("SIGTERM"));
  process.on("SIGINT", () => onSignal("SIGINT"));
  if (process.channel) {
    process.once("disconnect", () => stop(0, "parent ended"));
    process.channel.unref();
  }
  for (let index = 0; index < processes; index++) {
    copies.push({ index, worker: fork(index), startedAt: Date.now(), deaths: 0 });
  }
}

/** Shared addresses once, those of single copies as a list in the order of the copies. */
export function mergeAddresses(all: readonly Addresses[]): Addresses {
  const merged: Record<string, string | string[]> = {};
  for (const name of Object.keys(all[0] ?? {})) {
    const values = [...new Set(all.flatMap((addresses) => addresses[name] ?? []))];
    merged[name] = values.length === 1 ? values[0]! : values;
  }
  return merged;
}
