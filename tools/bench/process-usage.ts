import { readFileSync } from "node:fs";

/** Ticks of /proc/<pid>/stat in a second; 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** User and system seconds of these processes and of their living children; NaN where there is no /proc. */
export function cpuSeconds(pids: readonly number[]): number {
  return withChildren(pids).reduce((sum, pid) => sum + cpuOf(pid), 0);
}

/** Resident bytes of these processes and of their living children; NaN where there is no /proc. */
export function residentBytes(pids: readonly number[]): number {
  return withChildren(pids).reduce((sum, pid) => sum + residentOf(pid), 0);
}

/** The most a process has held at once, bytes; NaN where there is no /proc. */
export function peakResidentBytes(pid: number): number {
  return memoryOf(pid, "VmHWM");
}

/** How often a process has called write() or writev(); NaN where there is no /proc. */
export function writeCalls(pid: number): number {
  try {
    return Number(/^syscw: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, "utf8"))![1]);
  } catch {
    return NaN;
  }
}

function withChildren(pids: readonly number[]): number[] {
  return pids.flatMap((pid) => [pid, ...withChildren(childrenOf(pid))]);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; utime and stime are the 14th and 15th field of all.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return NaN;
  }
}

function residentOf(pid: number): number {
  return memoryOf(pid, "VmRSS");
}

function memoryOf(pid: number, field: "VmRSS" | "VmHWM"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)![1]) * 1024;
  } catch {
    return NaN;
  }
}
