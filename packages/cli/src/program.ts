import { Command, InvalidArgumentError } from "commander";
import { actionFor } from "./command-context.ts";
import { actionCommands } from "./commands/actions.ts";
import { auditCommand } from "./commands/audit.ts";
import { laneCommands } from "./commands/lanes.ts";
import { messageCommands } from "./commands/messages.ts";
import { recoverCommand } from "./commands/recover.ts";
import { secretCommands } from "./commands/secrets.ts";
import { sendCommand } from "./commands/send.ts";
import { settingsCommands } from "./commands/settings.ts";
import { statusCommand } from "./commands/status.ts";
import { suppressionCommands } from "./commands/suppressions.ts";
import { suspensionCommands } from "./commands/suspensions.ts";
import { tokenCommands } from "./commands/tokens.ts";
import type { Tools } from "./commands/tools.ts";
import { webhookCommands } from "./commands/webhooks.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Streams } from "./output/printer.ts";

const AFTER_HELP = `
Where to ask: --url, else POSTLANE_API_URL, else the profile's, else http://127.0.0.1:8025.
As whom: --token-file or --token, else POSTLANE_TOKEN, else the profile's; for an api on this machine
the admin token that \`npm start\` left in its data directory.

Ends with 0 done · 1 failed · 2 command line or input not right · 3 not found · 4 not allowed ·
5 not reachable, try again · 6 conflict.

Examples:
  $ postlane status
  $ postlane messages find --recipient ann@example.com --since 2h
  $ postlane messages trace 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10 --follow
  $ postlane lanes --json | jq '.items[] | select(.outage)'
  $ echo Hello | postlane send --from me@example.org --to you@example.net --subject hello

docs/cli.md tells more.`;

/** All commands. \`end\` sets the code to end with when it is not 0 although nothing was thrown. */
export function createProgram(streams: Streams, end: (code: ExitCode) => void): Command {
  const program = new Command("postlane");
  // Inherited by every command that is made from this one.
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(--help shows how it is written)");
  program
    .description("Asks a Postlane where mail is and why, and steers it.")
    .option("--url <url>", "address of the api")
    .option("--token <token>", "token to ask with; others may see it in the list of processes")
    .option("--token-file <file>", "file that holds the token")
    .option("-p, --profile <name>", "profile of the profiles file to use")
    .option("--json", "answer in JSON")
    .option("--no-color", "no colours; NO_COLOR and FORCE_COLOR are heard as well")
    .option("--timeout <seconds>", "longest wait for an answer", seconds, 30)
    .addHelpText("after", AFTER_HELP);
  const tools: Tools = { action: actionFor(streams), end };
  statusCommand(program, tools);
  laneCommands(program, tools);
  messageCommands(program, tools);
  sendCommand(program, tools);
  actionCommands(program, tools);
  suspensionCommands(program, tools);
  settingsCommands(program, tools);
  suppressionCommands(program, tools);
  webhookCommands(program, tools);
  tokenCommands(program, tools);
  secretCommands(program, tools);
  auditCommand(program, tools);
  recoverCommand(program, tools);
  return program;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError("Write a number of seconds.");
}
