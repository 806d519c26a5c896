import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { createLogger } from "../src/create-logger.ts";
import { gatherLines } from "../src/gather-lines.ts";

function collect() {
  const writes: string[] = [];
  const destination = gatherLines({ write: (text) => void writes.push(text) });
  return { writes, logger: createLogger("test", "info", {}, destination) };
}

const messages = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

it("writes ordinary lines together, soon and in order", async () => {
  const { writes, logger } = collect();
  for (const text of ["one", "two", "three"]) logger.info(text);
  expect(writes).toEqual([]);
  await expect.poll(() => writes.map(messages)).toEqual([["one", "two", "three"]]);
  logger.info("four");
  await expect.poll(() => writes.slice(1).map(messages)).toEqual([["four"]]);
});

it("does not keep trouble back, nor what stands before it", () => {
  const { writes, logger } = collect();
  logger.info("before");
  logger.warn("trouble");
  expect(writes.map(messages)).toEqual([["before", "trouble"]]);
});

it("does not gather without bound", () => {
  const { writes, logger } = collect();
  for (let n = 0; n < 100; n++) logger.info("x".repeat(1_000));
  expect(writes.length).toBeGreaterThan(0);
});

it("loses nothing when the process exits", () => {
  const file = new URL("../src/create-logger.ts", import.meta.url).href;
  const program = `import { createLogger } from "${file}"; createLogger("test").info("last words"); process.exit(3);`;
  let output = "";
  try {
    execFileSync(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    output = String((error as { stdout: Buffer }).stdout);
  }
  expect(messages(output)).toEqual(["last words"]);
});
