import type { WebhookHealth } from "@postlane/contract";
import type { WebhookQueues } from "@postlane/queue";
import type { SettingsStore } from "@postlane/settings";
import { timeOf } from "../messages/log-record.ts";
import type { ShowLive } from "../settings/section-routes.ts";
import type { EndpointLog } from "./endpoint-log.ts";

export interface HealthDeps {
  readonly settings: SettingsStore;
  readonly queues: Pick<WebhookQueues, "counts">;
  readonly log: Pick<EndpointLog, "state">;
  readonly now: () => number;
}

/** Shows with each webhook how its endpoint fares; without Redis only what is set. */
export function showWebhookHealth(deps: HealthDeps): ShowLive {
  return async (section, entries) => {
    if (section !== "webhooks") return entries;
    return Promise.all(
      entries.map(async (entry) => {
        const health = await healthOf(deps, String(entry["id"])).catch(() => undefined);
        return health ? { ...entry, health } : entry;
      }),
    );
  };
}

async function healthOf({ settings, queues, log, now }: HealthDeps, id: string): Promise<WebhookHealth> {
  const [state, counts] = await Promise.all([log.state(id), queues.counts(id)]);
  const webhook = settings.current().settings.webhooks.find((each) => each.id === id);
  const { lastSuccessAtMs, failingSinceMs, asleepUntilMs = 0 } = state;
  return {
    state: !webhook?.enabled
      ? "disabled"
      : webhook.secret === undefined
        ? "unusable"
        : failingSinceMs === undefined
          ? "ok"
          : "failing",
    ...(lastSuccessAtMs !== undefined && { last_success_at: timeOf(lastSuccessAtMs) }),
    ...(failingSinceMs !== undefined && { failing_since: timeOf(failingSinceMs) }),
    ...(asleepUntilMs > now() && { asleep_until: timeOf(asleepUntilMs) }),
    waiting: counts.waiting + counts.active,
    retrying: counts.delayed,
    taken: state.taken,
    failed: state.failed,
    given_up: state.givenUp,
    dropped: state.dropped,
  };
}
