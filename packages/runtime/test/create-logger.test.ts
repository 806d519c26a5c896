import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { createLogger } from "../src/index.ts";

it("writes one JSON object a line: level by name, ISO time, service, error as object", () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger("worker", "info", { process_index: 1 }, sink);
  logger.debug("not this");
  logger.error({ delivery_id: "a.0", err: new Error("no route") }, "attempt");
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0]!) as Record<string, unknown>;
  expect(line).toMatchObject({ level: "error", service: "worker", pid: process.pid, process_index: 1, msg: "attempt" });
  expect(line).toMatchObject({ delivery_id: "a.0", err: { message: "no route" } });
  expect(new Date(String(line.time)).toISOString()).toBe(line.time);
});
