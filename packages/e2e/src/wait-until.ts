/** @throws Error with `what` when `check` does not hold within `timeoutMs` (45,000). A check that throws does not hold yet. */
export async function waitUntil(
  what: string,
  check: () => boolean | Promise<boolean>,
  timeoutMs = 45_000,
): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await check()) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > until) throw new Error(`${what}: not within ${timeoutMs} ms`, { cause });
    await sleep(20);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
