import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sleep } from "./wait-until.ts";

/** A disk of the test's own, in memory. */
export interface SmallDisk {
  readonly directory: string;
  /** Fills it up, also while others write and remove what is theirs. */
  fill(): Promise<void>;
  /** Removes what it was filled with. */
  free(): void;
  /** @returns false when something is being written just now */
  readOnly(on: boolean): boolean;
  remove(): Promise<void>;
}

const FILL_ROUNDS = 20;

/** @returns undefined when the machine does not let us mount: only root may */
export async function mountSmallDisk(size: `${number}m`): Promise<SmallDisk | undefined> {
  const directory = await mkdtemp(join(tmpdir(), "postlane-small-disk-"));
  if (!run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory)) {
    await rm(directory, { recursive: true });
    return undefined;
  }
  let fillers = 0;
  return {
    directory,
    async fill() {
      for (let round = 0; round < FILL_ROUNDS; round++) {
        for (let bytes = 1_000_000; bytes >= 512; fillers++)
          await writeFile(join(directory, `filler-${fillers}`), Buffer.alloc(bytes)).catch(() => (bytes >>= 1));
        await sleep(50);
      }
    },
    free: () => void run("find", directory, "-name", "filler-*", "-delete"),
    readOnly: (on) => run("mount", "-o", `remount,${on ? "ro" : "rw"}`, directory),
    async remove() {
      run("umount", "-l", directory);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}
