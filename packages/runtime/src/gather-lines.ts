import type { DestinationStream } from "pino";

/** From `warn` on a line is written at once, with all before it. */
const URGENT_LEVEL = 40;
const GATHER_MS = 10;
const MOST_CHARACTERS = 65_536;

interface GatheringStream extends DestinationStream {
  /** Set by pino before each write, as `pino.metadata` asks for it. */
  lastLevel: number;
}

/**
 * Gathers the lines of ordinary work and writes them together, in order: under load each write of its own costs more than making the line.
 * Nothing waits longer than 10 ms, trouble does not wait, and what is left goes out when the process exits; SIGKILL can take the last 10 ms.
 * @param destination must write synchronously
 */
export function gatherLines(destination: DestinationStream): DestinationStream {
  let text = "";
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (text === "") return;
    const lines = text;
    text = "";
    destination.write(lines);
  }

  const stream: GatheringStream = {
    lastLevel: 0,
    write(line) {
      text += line;
      if (stream.lastLevel >= URGENT_LEVEL || text.length > MOST_CHARACTERS) flush();
      else timer ??= setTimeout(flush, GATHER_MS).unref();
    },
  };
  process.once("exit", flush);
  return Object.assign(stream, { [Symbol.for("pino.metadata")]: true });
}
