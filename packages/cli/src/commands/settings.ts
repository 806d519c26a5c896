import type { Command } from "commander";
import { settingsEntryCommands } from "./settings-entries.ts";
import { settingsFileCommands } from "./settings-files.ts";
import { settingsHistoryCommands } from "./settings-history.ts";
import { examples, type Tools } from "./tools.ts";

export function settingsCommands(program: Command, tools: Tools): void {
  const settings = program
    .command("settings")
    .description("rules, relays, access, credentials, general settings; changed while everything runs")
    .addHelpText(
      "after",
      examples(
        "settings get",
        "settings get domain-rules/example.com",
        "settings set domain-rules/example.com maxConnections=2 maxContinuous=5",
        "settings export settings.yaml",
        "settings import settings.yaml --dry-run",
        "settings history",
        "settings rollback 7",
      ),
    );
  settingsEntryCommands(settings, tools);
  settingsFileCommands(settings, tools);
  settingsHistoryCommands(settings, tools);
}
