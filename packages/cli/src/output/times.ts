/** A time of the api in this machine's own zone: `2026-03-10 12:00:00`. */
export function localTime(iso: string | undefined): string | undefined {
  if (iso === undefined) return undefined;
  const at = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** The two largest units: `2 h 5 min`. */
export function duration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

/** A local time and how far off it is: `2026-03-10 12:05:00 (in 5 min)`. */
export function timeAndDistance(iso: string | undefined, nowMs: number): string | undefined {
  if (iso === undefined) return undefined;
  const seconds = (Date.parse(iso) - nowMs) / 1_000;
  const distance = seconds >= 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
  return `${localTime(iso)} (${distance})`;
}
