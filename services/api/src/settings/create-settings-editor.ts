import { type Problem, type SettingsDraft, validateSettings } from "@postlane/contract";
import {
  completeSettings,
  type Settings,
  SettingsConflict,
  SettingsInvalid,
  type SettingsSnapshot,
  type SettingsStore,
} from "@postlane/settings";
import { invalidInput } from "../http/http-problem.ts";
import type { IfMatch } from "./if-match.ts";

/** What a change makes of the current settings: the whole document as a user would write it. */
export interface Change {
  readonly document: unknown;
  /** JSON pointer of the part the request's body is; problems are told from there. */
  readonly focus?: string;
}

export interface SettingsEditor {
  /**
   * Makes a change on the newest version. Without `ifMatch` a change that meets another one is repeated on top of it.
   * @param change may throw to refuse; may run several times
   * @param by who changes them, for the history
   * @throws SettingsConflict when the current version is none of `ifMatch`; HttpProblem naming each bad field; SettingsUnavailable
   */
  edit(ifMatch: IfMatch | undefined, change: (current: Settings) => Change, by: string): Promise<SettingsSnapshot>;
}

/** Says what of the proposed settings this installation cannot take, besides what their schema says. */
export type SettingsCheck = (proposed: SettingsDraft, current: Settings) => readonly Problem[];

const MAX_CONFLICTS = 10;

export function createSettingsEditor(store: SettingsStore, check: SettingsCheck = () => []): SettingsEditor {
  async function attempt(
    ifMatch: IfMatch | undefined,
    change: (current: Settings) => Change,
    by: string,
  ): Promise<SettingsSnapshot> {
    const { version, settings } = await store.refresh();
    if (Array.isArray(ifMatch) && !ifMatch.includes(version)) throw new SettingsConflict(ifMatch[0]!, version);
    const { document, focus = "" } = change(settings);
    const verdict = validateSettings(document);
    if (!verdict.ok) throw invalidInput(seenFrom(focus, verdict.problems));
    const problems = check(verdict.settings, settings);
    if (problems.length > 0) throw invalidInput(seenFrom(focus, problems));
    try {
      return await store.save(await completeSettings(verdict.settings, settings), version, by);
    } catch (error) {
      throw error instanceof SettingsInvalid ? invalidInput(seenFrom(focus, error.problems)) : error;
    }
  }

  return {
    async edit(ifMatch, change, by) {
      for (let conflicts = 0; ; conflicts++) {
        try {
          return await attempt(ifMatch, change, by);
        } catch (error) {
          const repeat = error instanceof SettingsConflict && !Array.isArray(ifMatch) && conflicts < MAX_CONFLICTS;
          if (!repeat) throw error;
        }
      }
    },
  };
}

function seenFrom(focus: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map(({ field, message }) => ({
    field: field.startsWith(`${focus}/`) ? field.slice(focus.length) : field,
    message,
  }));
}
