import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { cleanLines } from "../output/clean-text.ts";
import { examples, type Tools } from "./tools.ts";

export function rawCommand(messages: Command, { action }: Tools): void {
  messages
    .command("raw <id>")
    .description("the message as it was accepted, while it is held for delivery")
    .option("-o, --output <file>", "write it to this file")
    .addHelpText("after", examples("messages raw 01930c5e-7a3f-7c4e-9f1e-2b7a5c1d9e10 --output mail.eml"))
    .action(
      action<[string], { output?: string }>(async (context, [id], { output }) => {
        const { follower, out } = context;
        const body = await ask(follower.GET("/v1/messages/{id}/raw", { params: { path: { id } }, parseAs: "stream" }));
        const content = Readable.fromWeb(body as never);
        if (output === undefined) return show(content, context);
        await pipeline(content, createWriteStream(output));
        out.note(`Written to ${output}.`);
      }),
    );
}

/** Byte for byte into a pipe or a file; a terminal gets nothing it could take for a command. */
async function show(content: Readable, { streams: { stdout } }: CommandContext): Promise<void> {
  if (!stdout.isTTY) return pipeline(content, stdout, { end: false });
  const text = new TextDecoder();
  for await (const chunk of content) stdout.write(cleanLines(text.decode(chunk as Buffer, { stream: true })));
}
