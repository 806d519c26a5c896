import { execFileSync } from "node:child_process";

/**
 * From now on every write of these processes to a file fails, as on a disk that is full: with EFBIG, which programs meet in the same
 * place as ENOSPC. Needs no root and no disk of its own, but Linux.
 * @returns what makes room again
 */
export function fillDiskOf(pids: readonly number[]): () => void {
  const limit = (bytes: string): void => {
    for (const pid of pids) execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
  };
  limit("0");
  return () => limit("unlimited");
}
