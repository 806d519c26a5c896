import type { Values } from "./scenario.ts";
import { median } from "./statistics.ts";

/** All runs of one scenario. */
export interface Outcome {
  readonly scenario: string;
  readonly about: string;
  readonly runs: readonly Values[];
}

/** Medians of several runs; scenarios that measure the same share a table, the others get one line a value. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  const groups = Map.groupBy(outcomes, (outcome) => Object.keys(outcome.runs[0] ?? {}).join(" "));
  return [...groups.values()].map((group) => (group.length > 1 ? tableOf(group) : listOf(group[0]!))).join("\n\n");
}

export function mediansOf(runs: readonly Values[]): Values {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name]!))]));
}

function tableOf(group: readonly Outcome[]): string {
  const names = Object.keys(group[0]!.runs[0]!);
  const head = ["", ...group.map((outcome) => outcome.scenario)];
  const rows = names.map((name) => [readable(name), ...group.map((outcome) => summary(outcome, name))]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  return [head, ...rows]
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "))
    .join("\n");
}

function listOf(outcome: Outcome): string {
  const names = Object.keys(outcome.runs[0] ?? {});
  const width = Math.max(...names.map((name) => readable(name).length));
  const lines = names.map((name) => `  ${readable(name).padEnd(width)}  ${summary(outcome, name)}`);
  return [`${outcome.scenario}: ${outcome.about}`, ...lines].join("\n");
}

function summary(outcome: Outcome, name: string): string {
  const values = outcome.runs.map((run) => run[name]!);
  const middle = short(median(values));
  return values.length < 2 ? middle : `${middle} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

/** `ingress_cpu_s_per_1000` → `ingress cpu s per 1000` */
function readable(name: string): string {
  return name.replaceAll("_", " ");
}

function short(value: number): string {
  if (Number.isNaN(value)) return "?";
  if (Number.isInteger(value)) return value.toLocaleString("en");
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return value.toPrecision(3);
}
