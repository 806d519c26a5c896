import type { WebhookJob, WebhookNext, WebhookQueues, WebhookRunner } from "@postlane/queue";
import type { Webhook } from "@postlane/settings";
import type { EndpointLog } from "./endpoint-log.ts";

export interface EndpointRunnersDeps {
  readonly queues: WebhookQueues;
  readonly log: EndpointLog;
  readonly deliver: (webhookId: string, job: WebhookJob, attempt: number) => Promise<WebhookNext>;
}

/** Those who work on the events of each endpoint in this process. */
export interface EndpointRunners {
  /** Begins and ends what is needed for exactly these webhooks. @returns ids of those that are not worked on any more */
  follow(webhooks: readonly Webhook[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = 4_000;
const NOWHERE = "";

export function createEndpointRunners({ queues, log, deliver }: EndpointRunnersDeps): EndpointRunners {
  const runners = new Map<string, { readonly runner: WebhookRunner; readonly concurrency: number }>();
  /** Where each endpoint is, as far as this process knows: another address is another endpoint. */
  const addresses = new Map<string, string>();

  /** Who corrects an address, a secret or a header, or enables a webhook again, does not want to wait for the end of its sleep. */
  async function wakeWhenMoved({ id, url, secret, headers }: Webhook): Promise<void> {
    const address = JSON.stringify([url, secret, headers]);
    const known = addresses.get(id);
    if (known !== undefined && known !== address) {
      await log.startAfresh(id);
      await queues.wake(id);
    }
    addresses.set(id, address);
  }

  return {
    async follow(webhooks) {
      const wanted = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
      const ended: string[] = [];
      for (const [id, { runner, concurrency }] of runners) {
        if (wanted.get(id)?.maxConnections === concurrency) continue;
        runners.delete(id);
        await runner.close(CLOSE_LIMIT_MS);
        if (wanted.has(id)) continue;
        addresses.set(id, NOWHERE);
        ended.push(id);
      }
      for (const webhook of webhooks) {
        const { id, maxConnections: concurrency } = webhook;
        await wakeWhenMoved(webhook);
        if (runners.has(id)) continue;
        const run = deliver.bind(undefined, id);
        runners.set(id, { runner: await queues.run(id, { concurrency, run }), concurrency });
      }
      return ended;
    },
    async close() {
      await Promise.all([...runners.values()].map(({ runner }) => runner.close(CLOSE_LIMIT_MS)));
    },
  };
}
