import { readFile } from "node:fs/promises";
import type { Service } from "@postlane/testkit";

/** Clock ticks of a second, as Linux tells them to programs. */
const TICKS = 100;

/** @returns CPU time of a process in seconds, its own and the kernel's for it */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name in brackets may hold blanks; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** @returns when called: the part of a core that each process has used since, by name */
export async function measureCpu(services: readonly Service[]): Promise<() => Promise<Record<string, number>>> {
  const from = performance.now();
  const before = await Promise.all(services.map(({ pid }) => cpuSeconds(pid)));
  return async () => {
    const seconds = (performance.now() - from) / 1000;
    const after = await Promise.all(services.map(({ pid }) => cpuSeconds(pid)));
    return Object.fromEntries(services.map(({ name }, n) => [`${name} ${n}`, (after[n]! - before[n]!) / seconds]));
  };
}
