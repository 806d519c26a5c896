/** Things the process needs for its work, by name; a check that throws has failed. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

export interface ReadinessReport {
  readonly status: "ready" | "not ready";
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}

const CHECK_TIMEOUT_MS = 3_000;

/** Runs all checks, each bounded in time. */
export async function readinessOf(checks: ReadinessChecks): Promise<ReadinessReport> {
  const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await run(check)]));
  const report = Object.fromEntries(results) as ReadinessReport["checks"];
  const ready = Object.values(report).every(({ ok }) => ok);
  return { status: ready ? "ready" : "not ready", checks: report };
}

async function run(check: () => Promise<unknown>): Promise<ReadinessReport["checks"][string]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), tooLate]);
    return { ok: true };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
