import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { Streams } from "../src/output/printer.ts";
import { createProgram } from "../src/program.ts";

const program = createProgram(process as Streams, () => {});

function all(command: Command, path: string): (readonly [string, Command])[] {
  return [[path, command] as const, ...command.commands.flatMap((one) => all(one, `${path} ${one.name()}`))];
}

describe.each(all(program, "postlane"))("%s --help", (path, command) => {
  it("says what it does, every option included, and how", () => {
    let shown = "";
    command.configureOutput({ writeOut: (text) => (shown += text), getOutHelpWidth: () => 200 });
    command.outputHelp();
    expect(command.description().length).toBeGreaterThan(5);
    for (const option of command.options)
      expect(option.description || option.flags, `${path} ${option.flags}`).toMatch(/\w/);
    expect(shown).toContain("Usage: ");
    if (path !== "postlane") expect(shown).toContain("Global Options:");
    // An example of a command names that command.
    for (const [, example] of shown.matchAll(/^ {2}\$ (?:echo .*\| )?(.*)$/gm)) expect(example).toMatch(/^postlane \w/);
  });
});

it("every command has an example of its own, or its family has", () => {
  const without = all(program, "postlane").filter(([path, command]) => {
    const parent = command.parent;
    const text = (of: Command | null): string => {
      let shown = "";
      of?.configureOutput({ writeOut: (more) => (shown += more) });
      of?.outputHelp();
      return shown;
    };
    return !text(command).includes(`$ ${path}`) && !text(parent).includes(`$ ${path}`);
  });
  expect(without.map(([path]) => path).filter((path) => path !== "postlane lanes list" && path !== "postlane")).toEqual(
    [],
  );
});
