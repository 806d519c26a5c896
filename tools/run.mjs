// What `npm start`, `npm test`, `npm run bench`, `npm run chaos`, `npm run fuzz` and `npm run guards` call. Runs on any Node from 20 on and needs nothing installed:
// it sets up what is missing, then hands over to the program that was asked for.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup/set-up.mjs";
import { SetupError } from "./setup/setup-error.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = {
  start: (args) => ["node", join(root, "tools", "start", "main.ts"), ...args],
  test: (args) => ["vitest", "run", ...args],
  chaos: (args) => ["node", join(root, "tools", "chaos", "main.ts"), ...args],
  fuzz: (args) => ["node", join(root, "tools", "fuzz", "main.ts"), ...args],
  // Looking whether an edited file parses is an experiment to Node, and it would say so each time.
  guards: (args) => [
    "node",
    "--disable-warning=ExperimentalWarning",
    join(root, "tools", "guards", "main.ts"),
    ...args,
  ],
  bench: (args) => ["node", join(root, "tools", "bench", "main.ts"), ...args],
  "bench:recover": (args) => ["node", join(root, "tools", "bench", "recover.ts"), ...args],
  "bench:bodies": (args) => ["node", join(root, "tools", "bench", "api-bodies.ts"), ...args],
  script: (args) => ["pnpm", "run", ...args],
  setup: () => undefined,
};

const [name = "", ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(programs, name)) {
    throw new SetupError(`There is no "${name}": node tools/run.mjs ${Object.keys(programs).join("|")} [arguments]`);
  }
  const env = await setUp(root);
  const command = programs[name](args);
  if (command) await handOver(command, name === "test" ? withoutOurs(env) : env);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}

/** Tests bring their own Redis and settings: what the user's environment says about Postlane must not reach them. */
function withoutOurs(env) {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !/^(POSTLANE_|DATABASE_URL$|REDIS_)/.test(key)));
}

function handOver([command, ...args], env) {
  const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself, and a test runner would take a second one for impatience; Postlane's start counts
  // signals in quick succession as one, so there it is passed on for those who signal npm alone.
  process.on("SIGINT", () => name === "start" && child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  // npm may be killed without a chance to pass anything on.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 1000);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new SetupError(`${command} cannot be run: ${error.message}`)));
    child.once("close", (code, signal) => {
      clearInterval(watch);
      process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
      resolve();
    });
  });
}
