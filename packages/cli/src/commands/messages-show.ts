import type { Command } from "commander";
import { ask } from "../connection/ask.ts";
import { describeGaps, describeHead, describeRecipients } from "./describe-message.ts";
import { examples, type Tools } from "./tools.ts";

export function showMessageCommand(messages: Command, { action }: Tools): void {
  messages
    .command("show <id>")
    .description("where a message is now, for each recipient, and what it waits for")
    .addHelpText("after", examples("messages show 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10"))
    .action(
      action<[string], object>(async ({ client, out }, [id]) => {
        const trace = await ask(client.GET("/v1/messages/{id}", { params: { path: { id } } }));
        const { message, recipients, unavailable } = trace;
        out.answer({ message, recipients, unavailable }, () =>
          [describeHead(trace), "", describeRecipients(trace, out, Date.now())].join("\n"),
        );
        for (const gap of describeGaps(trace)) out.note(gap);
      }),
    );
}
