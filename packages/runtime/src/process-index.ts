import cluster from "node:cluster";

const FLAG = "--process-index=";

/** The argument by which a primary tells a copy which one it is. */
export function processIndexArgument(index: number): string {
  return `${FLAG}${index}`;
}

/** Which of several copies of a service on this machine this process is, from 0; 0 when it is the only one. */
export function processIndex(): number {
  if (!cluster.isWorker) return 0;
  const argument = process.argv.find((value) => value.startsWith(FLAG));
  return argument ? Number(argument.slice(FLAG.length)) : 0;
}
