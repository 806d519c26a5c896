import type { Problem } from "@postlane/contract";

/** Nothing was saved; each problem names a field and what to write there. */
export class SettingsInvalid extends Error {
  override readonly name = "SettingsInvalid";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], where = "settings") {
    super(`${where}: ${problems.map(({ field, message }) => `${field || "/"}: ${message}`).join(" ")}`);
    this.problems = problems;
  }
}

/** Somebody else saved first: read the current version, make the change there, save again. */
export class SettingsConflict extends Error {
  override readonly name = "SettingsConflict";
  readonly currentVersion: number;

  constructor(expectedVersion: number, currentVersion: number) {
    super(
      `The settings are at version ${currentVersion}, not ${expectedVersion}. Read them again and repeat the change.`,
    );
    this.currentVersion = currentVersion;
  }
}

/** Redis did not answer: the settings in hand stay in force, and a save may or may not have happened. */
export class SettingsUnavailable extends Error {
  override readonly name = "SettingsUnavailable";
}
