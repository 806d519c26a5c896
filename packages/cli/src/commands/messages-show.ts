import type { Command } from "commander";
import { ask } from "../connection/ask.ts";
import { describeGaps, describeHead, describeRecipients } from "./describe-message.ts";
import { OPEN_STATES } from "./follow-message.ts";
import { describeWaiting, whyWaiting } from "./why-waiting.ts";
import { examples, type Tools } from "./tools.ts";

export function showMessageCommand(messages: Command, { action }: Tools): void {
  messages
    .command("show <id>")
    .description("where a message is now, for each recipient, and what it waits for")
    .addHelpText("after", examples("messages show 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10"))
    .action(
      action<[string], object>(async (context, [id]) => {
        const { client, out } = context;
        const trace = await ask(client.GET("/v1/messages/{id}", { params: { path: { id } } }));
        const { message, recipients, unavailable } = trace;
        const open = recipients.some(({ state }) => OPEN_STATES.has(state));
        const waiting = open ? await whyWaiting(context, id) : undefined;
        out.answer({ message, recipients, ...(waiting && { waiting: waiting.deliveries }), unavailable }, () =>
          [
            describeHead(trace),
            "",
            describeRecipients(trace, out, Date.now()),
            ...(waiting && waiting.deliveries.length > 0
              ? ["", out.palette.bold("Why it waits"), ...describeWaiting(waiting)]
              : []),
          ].join("\n"),
        );
        for (const gap of describeGaps(trace)) out.note(gap);
      }),
    );
}
