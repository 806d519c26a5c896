import { spawn } from "node:child_process";
import { SetupError } from "./setup-error.mjs";

/**
 * Runs a program to its end, quietly.
 * @returns {Promise<string>} what it wrote
 * @throws SetupError with its last lines when it fails
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => reject(new SetupError(`${command} cannot be run: ${error.message}`)));
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(output);
      const tail = output.trim().split("\n").slice(-15).join("\n  ");
      reject(new SetupError(`\`${[command, ...args].join(" ")}\` ended with ${signal ?? code}:\n  ${tail}`));
    });
  });
}
