import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { EXIT } from "../exit-codes.ts";
import { followMessage } from "./follow-message.ts";
import { describeAttempt, describeGaps, describeHead, describeRecipients, type Trace } from "./describe-message.ts";
import { describeRecord } from "./messages-follow.ts";
import { examples, type Tools } from "./tools.ts";

export function traceCommand(messages: Command, { action, end }: Tools): void {
  messages
    .command("trace <id>")
    .description("the whole story of a message: every attempt with its steps and replies")
    .option("-f, --follow", "go on until every recipient has come to an end; ends with 1 when one did not get it")
    .addHelpText(
      "after",
      examples(
        "messages trace 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10",
        "messages trace 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10 --follow --json",
      ),
    )
    .action(
      action<[string], { follow?: boolean }>(async (context, [id], { follow }) => {
        if (follow) {
          const delivered = await followMessage(context, id);
          if (!delivered) end(EXIT.failure);
          return;
        }
        const trace = await ask(context.client.GET("/v1/messages/{id}", { params: { path: { id } } }));
        context.out.answer(trace, () => describeTrace(trace, context));
        for (const gap of describeGaps(trace)) context.out.note(gap);
      }),
    );
}

function describeTrace(trace: Trace, { out }: CommandContext): string {
  const others = trace.records.filter(({ kind, attempt }) => kind !== "received" && !attempt);
  return [
    describeHead(trace),
    "",
    describeRecipients(trace, out, Date.now()),
    ...trace.attempts.flatMap((attempt) => ["", describeAttempt(attempt, out)]),
    ...(others.length > 0 ? ["", ...others.map((record) => describeRecord(record, out))] : []),
  ].join("\n");
}
