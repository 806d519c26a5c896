import type { PGlite } from "@electric-sql/pglite";

/** What PGlite 0.5 keeps of its WebAssembly module, as far as it is needed here. */
interface Module {
  _PostgresMainLoopOnce(): void;
  stackRestore(to: number): void;
  _PostgresSendReadyForQueryIfNecessary(): void;
  _pgl_pq_flush(): void;
}

/**
 * When PostgreSQL cannot write its journal (the disk is full) it panics, and its program aborts. PGlite takes that for an error of one
 * statement and calls it again, for ever, which blocks the whole process. From its end on every question fails instead.
 * @param onEnd called once; it can be opened anew
 */
export function stopAfterPanic(lite: PGlite, onEnd: () => void): void {
  const { mod, POSTGRES_MAIN_LONGJMP } = lite as unknown as { mod: Module; POSTGRES_MAIN_LONGJMP: number };
  let ended = false;
  const { _PostgresMainLoopOnce: loopOnce, stackRestore } = mod;
  mod._PostgresMainLoopOnce = () => {
    if (ended) throw new Error("the embedded database has ended");
    try {
      loopOnce();
    } catch (error) {
      // A jump out of the statement, as after any error of SQL.
      if ((error as { status?: unknown }).status === POSTGRES_MAIN_LONGJMP) throw error;
      ended = true;
      onEnd();
      throw error;
    }
  };
  // PGlite's first step after whatever was thrown: the only way out of its loop.
  mod.stackRestore = (to) => {
    if (ended) throw new Error("the embedded database has ended: it could not write");
    stackRestore(to);
  };
  for (const name of ["_PostgresSendReadyForQueryIfNecessary", "_pgl_pq_flush"] as const) {
    const call = mod[name];
    mod[name] = () => {
      if (!ended) call();
    };
  }
}
