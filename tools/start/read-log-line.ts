/** A line of a part's log as people read it: level, text and reason of a JSON line, any other line as it is. */
export function readLogLine(line: string): string {
  if (!line.startsWith("{")) return line.trim();
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    const error = fields.err as { message?: string; stack?: string } | undefined;
    const rest = Object.entries(fields).filter(([name]) => !HIDDEN.has(name));
    const shown = rest.map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
    const time = String(fields.time).slice(11, 23);
    return [time, fields.level, fields.msg, error?.message, ...shown].filter(Boolean).join(" ");
  } catch {
    return line.trim();
  }
}

const HIDDEN = new Set(["level", "time", "pid", "service", "msg", "err"]);

/** Whether a JSON line tells of trouble. */
export function isTrouble(line: string): boolean {
  return /^\{"level":"(warn|error|fatal)"/.test(line);
}

/** The addresses in the line by which a service says that it is ready. */
export function readReadyLine(line: string): Record<string, unknown> | undefined {
  if (!line.includes('"msg":"ready"')) return undefined;
  return JSON.parse(line) as Record<string, unknown>;
}
