import { pointer, type Problem, type SettingsDraft } from "@postlane/contract";
import type { Relay } from "@postlane/mail";
import { SettingsInvalid } from "./errors.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import type { Credential, Settings } from "./types.ts";

/**
 * Turns settings as a user wrote them into settings to save: passwords of credentials are hashed, and secrets that were left out are
 * taken from the current settings. A password that fits the present hash keeps that hash, so the same document is the same settings.
 * @throws SettingsInvalid for a credential that has no password at all.
 */
export async function completeSettings(draft: SettingsDraft, current: Settings): Promise<Settings> {
  const problems: Problem[] = [];
  const credentials: Credential[] = [];
  for (const [at, credential] of draft.credentials.entries()) {
    const before = current.credentials.find(({ username }) => username === credential.username)?.passwordHash;
    const passwordHash = await hashOf(credential.password, credential.passwordHash, before);
    const { username, enabled } = credential;
    if (passwordHash !== undefined) credentials.push({ username, enabled, passwordHash });
    else
      problems.push({
        field: pointer("credentials", at, "password"),
        message: `Write the password of \`${username}\`.`,
      });
  }
  if (problems.length > 0) throw new SettingsInvalid(problems);
  const relays = draft.relays.map(({ password, ...relay }): Relay => {
    if (password === null || relay.username === undefined) return relay;
    const kept = password ?? current.relays.find(({ id }) => id === relay.id)?.password;
    return kept === undefined ? relay : { ...relay, password: kept };
  });
  return { ...draft, credentials, relays };
}

async function hashOf(
  password: string | undefined,
  written: string | undefined,
  before: string | undefined,
): Promise<string | undefined> {
  if (password === undefined) return written ?? before;
  return before !== undefined && (await verifyPassword(password, before)) ? before : hashPassword(password);
}
