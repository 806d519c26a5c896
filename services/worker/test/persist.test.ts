import { expect, it } from "vitest";
import { persist } from "../src/persist.ts";
import type { SessionDeps } from "../src/session-deps.ts";

const deps = { log: { warn: () => {} } } as unknown as SessionDeps;

it.each([
  "OOM command not allowed when used memory > 'maxmemory'.",
  "READONLY You can't write against a read only replica.",
  "LOADING Redis is loading the dataset in memory",
  "Command timed out",
  "connect ECONNREFUSED 127.0.0.1:6379",
  "Connection is closed.",
  "something nobody has seen before",
])("what must be written is written after %j (B12)", async (message) => {
  let tries = 0;
  const write = async (): Promise<string> => {
    if (++tries < 3) throw new Error(message);
    return "written";
  };
  expect(await persist(deps, write)).toBe("written");
  expect(tries).toBe(3);
});
