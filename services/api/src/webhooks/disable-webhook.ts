import type { Logger } from "@postlane/runtime";
import { SettingsConflict, type SettingsStore } from "@postlane/settings";

const MAX_CONFLICTS = 10;

/** Switches a webhook off because its endpoint asked for it; the history of the settings says so. @throws SettingsUnavailable */
export async function disableWebhook(store: SettingsStore, id: string, logger: Logger): Promise<void> {
  for (let conflicts = 0; ; conflicts++) {
    const { version, settings } = await store.refresh();
    if (!settings.webhooks.some((webhook) => webhook.id === id && webhook.enabled)) return;
    const webhooks = settings.webhooks.map((webhook) => (webhook.id === id ? { ...webhook, enabled: false } : webhook));
    try {
      await store.save({ ...settings, webhooks }, version, `webhook ${id}: its endpoint answered 410 Gone`);
      logger.warn({ webhook: id }, "webhook disabled: its endpoint answered 410 Gone");
      return;
    } catch (error) {
      if (!(error instanceof SettingsConflict) || conflicts === MAX_CONFLICTS) throw error;
    }
  }
}
