/** Tells on a terminal how far long work is; elsewhere it keeps silent. */
export interface Progress {
  update(text: string): void;
  end(): void;
}

/** What is over sooner is not worth a line. */
const QUIET_MS = 400;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

export function startProgress(stream: NodeJS.WriteStream, text: string, quiet: boolean): Progress {
  if (quiet || !stream.isTTY) return { update: () => {}, end: () => {} };
  const startedAt = performance.now();
  let shown = text;
  let frame = 0;
  const timer = setInterval(() => {
    if (performance.now() - startedAt < QUIET_MS) return;
    // To the start of the line, write, clear the rest of it.
    stream.write(`\r${FRAMES[frame++ % FRAMES.length]} ${shown}\x1b[K`);
  }, 100);
  timer.unref();
  return {
    update(now) {
      shown = now;
    },
    end() {
      clearInterval(timer);
      if (frame > 0) stream.write("\r\x1b[K");
    },
  };
}
