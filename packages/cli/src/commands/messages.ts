import type { Command } from "commander";
import { examples, type Tools } from "./tools.ts";
import { findMessagesCommand } from "./messages-find.ts";
import { followCommand } from "./messages-follow.ts";
import { rawCommand } from "./messages-raw.ts";
import { showMessageCommand } from "./messages-show.ts";
import { traceCommand } from "./messages-trace.ts";

export function messageCommands(program: Command, tools: Tools): void {
  const messages = program
    .command("messages")
    .description("the delivery log: where each message is and what happened to it")
    .addHelpText(
      "after",
      examples(
        "messages find --recipient ann@example.com --since 2h",
        "messages show 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10",
        "messages trace 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10 --follow",
        "messages follow --domain example.com",
      ),
    );
  findMessagesCommand(messages, tools);
  showMessageCommand(messages, tools);
  traceCommand(messages, tools);
  rawCommand(messages, tools);
  followCommand(messages, tools);
}
