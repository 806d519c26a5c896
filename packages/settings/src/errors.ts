import type { Problem } from "@postlane/contract";

/** Nothing was saved; each problem names a field and what to write there. */
export class SettingsInvalid extends Error {
  override readonly name = "SettingsInvalid";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ field, message }) => `${field || "/"}: ${message}`).join(" "));
    this.problems = problems;
  }
}

export interface FileProblem extends Problem {
  /** From 1; undefined when the problem has no place in the file. */
  readonly line: number | undefined;
}

/** A settings file that cannot be applied; nothing of it was. */
export class SettingsFileInvalid extends Error {
  override readonly name = "SettingsFileInvalid";
  readonly problems: readonly FileProblem[];

  constructor(path: string, problems: readonly FileProblem[]) {
    const lines = problems.map(({ field, message, line }) =>
      [`  ${path}`, line === undefined ? "" : `:${line}`, field && `: ${field}`, `: ${message}`].join(""),
    );
    super(`The settings file cannot be applied, nothing was changed:\n${lines.join("\n")}`);
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

/** For the end of a promise of Redis. */
export function unavailable(cause: Error): never {
  throw new SettingsUnavailable(`Redis did not answer: ${cause.message}`, { cause });
}
