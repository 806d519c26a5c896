import { run } from "./run.ts";

// Whoever reads the output may have seen enough: `postlane messages find | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exitCode = 0;
});
process.exitCode = await run(process.argv.slice(2), process);
