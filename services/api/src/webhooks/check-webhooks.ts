import { pointer, type Problem } from "@postlane/contract";
import type { SettingsCheck } from "../settings/create-settings-editor.ts";
import type { TargetGuard } from "./target-guard.ts";

/** Refuses webhooks that could never be sent anything here. One that is stored already does not stand in the way of other changes. */
export function checkWebhooks(guard: TargetGuard): SettingsCheck {
  return ({ webhooks }, current) =>
    webhooks.flatMap(({ id, url }, at): readonly Problem[] => {
      if (current.webhooks.some((stored) => stored.id === id && stored.url === url)) return [];
      const refusal = guard.refusal(new URL(url));
      return refusal === undefined
        ? []
        : [{ field: pointer("webhooks", at, "url"), message: `Write another address: this is a ${refusal}.` }];
    });
}
