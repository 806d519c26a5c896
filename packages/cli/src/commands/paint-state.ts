import type { Palette } from "../output/palette.ts";

/** Red when something failed for good, yellow when something waits, green when all arrived. */
export function paintState(palette: Palette, states: Readonly<Record<string, number>>, text: string): string {
  const any = (...names: readonly string[]): boolean => names.some((name) => (states[name] ?? 0) > 0);
  if (any("bounced", "expired", "suppressed")) return palette.bad(text);
  if (any("deferred", "held", "cancelled", "rerouted")) return palette.warn(text);
  return any("delivered") && !any("queued") ? palette.good(text) : text;
}
