import { type DkimKeyDraft, pointer, type Problem, type SettingsDraft, type WebhookDraft } from "@postlane/contract";
import type { Relay } from "@postlane/mail";
import { createDkimKeyPair, readDkimKeyPair } from "./dkim-key-pair.ts";
import { SettingsInvalid } from "./errors.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import type { Credential, DkimKey, Settings, Webhook } from "./types.ts";
import { createWebhookSecret } from "./webhook-secret.ts";

/**
 * Turns settings as a user wrote them into settings to save: passwords of credentials are hashed, and secrets that were left out are
 * taken from the current settings, or made when a new webhook or DKIM key has none. A password that fits the present hash keeps that hash, so the same document is the same settings.
 * @throws SettingsInvalid for a credential that has no password at all, and a DKIM key that cannot be read.
 */
export async function completeSettings(draft: SettingsDraft, current: Settings): Promise<Settings> {
  const problems: Problem[] = [];
  const credentials: Credential[] = [];
  for (const [at, credential] of draft.credentials.entries()) {
    const before = current.credentials.find(({ username }) => username === credential.username)?.passwordHash;
    const { password, passwordHash: written, ...rest } = credential;
    const passwordHash = await hashOf(password, written, before);
    if (passwordHash !== undefined) credentials.push({ ...rest, passwordHash });
    else
      problems.push({
        field: pointer("credentials", at, "password"),
        message: `Write the password of \`${credential.username}\`.`,
      });
  }
  const webhooks = draft.webhooks.map((webhook) => completeWebhook(webhook, current));
  const dkimKeys: DkimKey[] = [];
  for (const [at, key] of draft.dkimKeys.entries()) {
    try {
      dkimKeys.push(await completeDkimKey(key, current));
    } catch (error) {
      problems.push({ field: pointer("dkimKeys", at, "privateKey"), message: (error as Error).message });
    }
  }
  if (problems.length > 0) throw new SettingsInvalid(problems);
  const relays = draft.relays.map(({ password, ...relay }): Relay => {
    if (password === null || relay.username === undefined) return relay;
    const kept = password ?? current.relays.find(({ id }) => id === relay.id)?.password;
    return kept === undefined ? relay : { ...relay, password: kept };
  });
  return { ...draft, credentials, relays, webhooks, dkimKeys };
}

function completeWebhook(draft: WebhookDraft, current: Settings): Webhook {
  const { headers, previousSecret, ...webhook } = draft;
  const stored = current.webhooks.find(({ id }) => id === webhook.id);
  const before = webhook.previousSecretUntil === undefined ? undefined : (previousSecret ?? stored?.previousSecret);
  const sent = headers === undefined ? stored?.headers : headers;
  // One that is stored and cannot be opened here is kept, not replaced by one that nobody knows.
  const secret = webhook.secret ?? (stored ? stored.secret : createWebhookSecret());
  return {
    ...webhook,
    ...(secret !== undefined && { secret }),
    ...(before !== undefined && { previousSecret: before }),
    ...(sent && { headers: sent }),
  };
}

async function completeDkimKey(draft: DkimKeyDraft, current: Settings): Promise<DkimKey> {
  const stored = current.dkimKeys.find(({ id }) => id === draft.id);
  if (draft.privateKey === undefined && stored && stored.privateKey === undefined)
    return stored.publicKey === undefined ? draft : { ...draft, publicKey: stored.publicKey };
  const pem = draft.privateKey ?? stored?.privateKey;
  const pair = pem === undefined ? await createDkimKeyPair(draft.algorithm) : readDkimKeyPair(pem, draft.algorithm);
  return { ...draft, ...pair };
}

async function hashOf(
  password: string | undefined,
  written: string | undefined,
  before: string | undefined,
): Promise<string | undefined> {
  if (password === undefined) return written ?? before;
  return before !== undefined && (await verifyPassword(password, before)) ? before : hashPassword(password);
}
