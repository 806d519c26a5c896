import { expect, test } from "vitest";
import { RFC_TIMEOUTS } from "../src/rfc-timeouts.ts";
import type { StepTimeouts } from "../src/types.ts";

/** RFC 5321 section 4.5.3.2, minutes: servers may need as long, and who gives up earlier sends the mail again in vain. */
const LEAST: Partial<Record<keyof StepTimeouts, number>> = {
  greetingMs: 5,
  mailMs: 5,
  rcptMs: 5,
  dataMs: 2,
  dataBlockMs: 3,
  dataEndMs: 10,
};

test.each(Object.entries(LEAST))("%s is at least %i min (N3)", (step, minutes) => {
  expect(RFC_TIMEOUTS[step as keyof StepTimeouts]).toBeGreaterThanOrEqual(minutes * 60_000);
});

test("no step takes for ever, nor do all of them together (N3)", () => {
  const { openingMs, transactionMs, contentBytesPerSecond, ...steps } = RFC_TIMEOUTS;
  for (const [step, ms] of Object.entries(steps)) expect(ms, step).toBeLessThanOrEqual(600_000);
  expect(openingMs).toBeLessThanOrEqual(1_800_000);
  expect(transactionMs).toBeLessThanOrEqual(7_200_000);
  expect(contentBytesPerSecond).toBeGreaterThanOrEqual(1_000);
});

test("all of them together have more than each of them alone (RFC 5321 section 4.5.3.2)", () => {
  const { connectMs, greetingMs, commandMs, mailMs, rcptMs, dataMs, openingMs, transactionMs } = RFC_TIMEOUTS;
  expect(openingMs).toBeGreaterThan(connectMs + greetingMs + 2 * commandMs);
  expect(transactionMs).toBeGreaterThan(mailMs + 5 * rcptMs + dataMs);
});
