import type { Postlane, Service } from "@postlane/testkit";
import { sleep } from "./wait-until.ts";

/** What a service said of itself at one moment. */
export interface Health {
  readonly name: string;
  readonly alive: boolean;
  readonly ready: boolean;
  /** What it gave as reason, or why it could not be asked. */
  readonly detail: string;
}

const EVERY_MS = 500;
/** A liveness probe of Kubernetes waits for a second; a busy machine may take a little longer. */
const ALIVE_WITHIN_MS = 2_500;
const READY_WITHIN_MS = 5_000;

/** Asks every service over and over. @returns what was said, until now */
export function measureHealth(postlane: Postlane): () => Promise<readonly Health[]> {
  const said: Health[] = [];
  let over = false;
  const asking = (async () => {
    while (!over) {
      said.push(...(await askHealth(postlane)));
      await sleep(EVERY_MS);
    }
  })();
  return async () => {
    over = true;
    await asking;
    return said;
  };
}

/** Asks every service once. */
export async function askHealth({ ingress, workers, api }: Postlane): Promise<readonly Health[]> {
  return Promise.all([ingress, ...workers, ...(api ? [api] : [])].map(ask));
}

async function ask({ name, ready }: Service): Promise<Health> {
  const address = [ready["health"] ?? ready["api"]].flat()[0] as string;
  const [alive, readiness] = await Promise.all([
    get(`http://${address}/healthz`, ALIVE_WITHIN_MS),
    get(`http://${address}/readyz`, READY_WITHIN_MS),
  ]);
  return {
    name,
    alive: alive.status === 200,
    ready: readiness.status === 200,
    detail: `${alive.text} ${readiness.text}`,
  };
}

async function get(url: string, withinMs: number): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: (error as Error).message };
  }
}
