import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { CommandStream } from "../src/smtp/command-stream.ts";

it("a chunk full of commands lets others have their turn", async () => {
  const stream = new CommandStream();
  let commands = 0;
  stream.oncommand = (_line, done) => {
    commands++;
    done!();
  };
  stream.write(Buffer.from("NOOP\r\n".repeat(1_000)));
  expect(commands).toBeLessThan(200);
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(commands).toBe(1_000);
});
