import cluster from "node:cluster";
import { parseArgs } from "node:util";
import type { Logger } from "pino";
import { countSignals } from "./count-signals.ts";
import { createLifecycle, type Lifecycle } from "./create-lifecycle.ts";
import { createLogger, type LogLevel } from "./create-logger.ts";
import { createMetrics, type Metrics } from "./create-metrics.ts";
import { processIndex } from "./process-index.ts";
import { type Addresses, announceReady, runPrimary } from "./run-primary.ts";
import { UnusablePath } from "./unusable-path.ts";

/** What a service is given at its start. */
export interface ServiceContext {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  /** Which of the copies on this machine (`--processes N`), from 0. */
  readonly processIndex: number;
}

export interface RunningService {
  /** Where it listens, by what it offers there: `smtp`, `api`, `health`. */
  readonly addresses: Addresses;
  /** Stops it. Bounds itself in time: at the end of `closeTimeoutMs` the process leaves anyway. */
  close(): Promise<void>;
}

export interface ServiceConfig {
  readonly logLevel?: LogLevel;
  readonly processes?: number;
}

export interface RunOptions<C extends ServiceConfig> {
  /** Reads the configuration; what it throws is shown without a stack, as it is written for the user. */
  readonly configure: () => C;
  /** The service may run as several processes on one port: `--processes N`, else `processes` of its configuration. */
  readonly scalable?: boolean;
  /** Longest time from the signal to the exit; default 60,000. */
  readonly closeTimeoutMs?: number;
}

/**
 * Runs a service until a signal ends it; the only place with signals and process.exit.
 * SIGTERM or SIGINT, or the end of the parent that holds our IPC channel: close, exit 0 (1 when closing failed). A second signal, later than
 * half a second: exit 1 at once.
 * An error nobody caught: logged as fatal, close, exit 1; the process never goes on in a state nobody knows.
 */
export async function runService<C extends ServiceConfig>(
  name: string,
  start: (context: ServiceContext, config: C) => Promise<RunningService>,
  options: RunOptions<C>,
): Promise<void> {
  const config = readConfig(name, options.configure);
  const processes = options.scalable ? processesWanted(name, config.processes ?? 1) : 1;
  const fields = cluster.isWorker ? { process_index: processIndex() } : {};
  const logger = createLogger(name, config.logLevel, fields);
  if (processes > 1 && cluster.isPrimary) return runPrimary({ logger, processes, exit: (code) => process.exit(code) });

  const lifecycle = createLifecycle(logger);
  const stop = stopper(logger, lifecycle, options.closeTimeoutMs ?? 60_000);
  try {
    const context = { logger, metrics: createMetrics(name), lifecycle, processIndex: processIndex() };
    const service = await start(context, config);
    if (lifecycle.stopping.aborted) return void (await service.close());
    lifecycle.onClose(name, () => service.close(), options.closeTimeoutMs ?? 60_000);
    announceReady(logger, service.addresses);
  } catch (err) {
    const shown = err instanceof UnusablePath ? { reason: err.message } : { err };
    if (!lifecycle.stopping.aborted) logger.fatal(shown, "cannot start");
    await stop(1);
  }
}

/** Arms signals and last-resort handlers. @returns what closes everything and leaves with a code */
function stopper(logger: Logger, lifecycle: Lifecycle, closeTimeoutMs: number): (code: number) => Promise<void> {
  let stopping = false;
  let exitCode = 0;

  async function stop(code: number): Promise<void> {
    if (code !== 0) exitCode = code;
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      logger.error({ busy: lifecycle.busy() }, "did not stop in time, leaving");
      process.exit(1);
    }, closeTimeoutMs);
    const clean = await lifecycle.close();
    if (!clean) exitCode = 1;
    logger.info({ exit_code: exitCode }, "stopped");
    process.exit(exitCode);
  }

  const onSignal = countSignals(
    (signal) => {
      logger.info({ signal }, "stopping");
      void stop(0);
    },
    (signal) => {
      logger.warn({ signal, busy: lifecycle.busy() }, "second signal, leaving at once");
      process.exit(1);
    },
  );

  function onFatal(err: unknown, kind: string): void {
    logger.fatal({ err, kind }, "an error nobody caught, leaving");
    void stop(1);
  }

  process.on("SIGTERM", () => onSignal("SIGTERM"));
  // A terminal sends SIGINT to the whole group; copies under a primary wait for its SIGTERM, else they would count two signals.
  process.on("SIGINT", () => (cluster.isWorker ? undefined : onSignal("SIGINT")));
  if (process.channel && !cluster.isWorker) {
    process.once("disconnect", () => stopping || onSignal("parent ended"));
    process.channel.unref();
  }
  process.on("uncaughtException", (err) => onFatal(err, "uncaught_exception"));
  process.on("unhandledRejection", (err) => onFatal(err, "unhandled_rejection"));
  return stop;
}

function readConfig<C extends ServiceConfig>(name: string, configure: () => C): C {
  try {
    return configure();
  } catch (error) {
    createLogger(name).fatal({ reason: error instanceof Error ? error.message : String(error) }, "cannot start");
    process.exit(1);
  }
}

function processesWanted(name: string, configured: number): number {
  const { values } = parseArgs({ options: { processes: { type: "string" } }, strict: false });
  if (values.processes === undefined) return configured;
  const wanted = Number(values.processes);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 256) return wanted;
  const reason = `--processes must be a whole number from 1 to 256, not ${JSON.stringify(values.processes)}`;
  createLogger(name).fatal({ reason }, "cannot start");
  process.exit(1);
}
