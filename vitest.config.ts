import { defineConfig } from "vitest/config";

/** Tests that start a whole Postlane: they need the machine for themselves, as times and rates are what they look at. */
const whole = ["packages/e2e/test/**/*.test.ts", "tools/test/start.test.ts", "tools/test/chaos.test.ts"];

export default defineConfig({
  test: {
    // Long enough for a machine that is slow or shared: what hangs is found all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is polled for has to come; how soon is asserted where it matters. The default is a second, which a busy machine passes.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["packages/*/test/**/*.test.ts", "services/*/test/**/*.test.ts", "tools/test/**/*.test.ts"],
          exclude: whole,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "whole", include: whole, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
