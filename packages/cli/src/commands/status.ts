import type { operations } from "@postlane/client";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { EXIT } from "../exit-codes.ts";
import { cleanText } from "../output/clean-text.ts";
import { renderFields } from "../output/render-table.ts";
import { localTime } from "../output/times.ts";
import { examples, type Tools } from "./tools.ts";

type Status = operations["getStatus"]["responses"][200]["content"]["application/json"];

export function statusCommand(program: Command, { action, end }: Tools): void {
  program
    .command("status")
    .description("health, workers, and the lanes in numbers; ends with 1 when something is away")
    .addHelpText("after", examples("status", "status --json --url https://postlane.example.org"))
    .action(
      action(async (context) => {
        const status = await ask(context.client.GET("/v1/status"));
        context.out.answer(status, () => describe(status, context));
        if (status.status !== "ready") end(EXIT.failure);
      }),
    );
}

function describe(status: Status, { out, connection }: CommandContext): string {
  const { good, bad, bold } = out.palette;
  const checks = Object.entries(status.checks).map(
    ([name, { ok, detail }]) =>
      `  ${name.padEnd(8)}  ${ok ? good("ok") : bad("away")}${detail ? `: ${cleanText(detail)}` : ""}`,
  );
  const names = status.workers.map(({ worker }) => worker).join(", ");
  const workers =
    status.workers.length === 0
      ? bad("none alive: nothing is delivered")
      : `${status.workers.length} alive: ${cleanText(names)}`;
  return [
    `${bold("Postlane")} at ${cleanText(connection.url)}: ${status.status === "ready" ? good("ready") : bad("not ready")}`,
    ...checks,
    `  workers   ${workers}`,
    `  queue     ${describePressure(status.back_pressure, out)}`,
    renderFields([["settings", `version ${status.settings_version}`]], "  "),
    "",
    ...describeLanes(status.lanes, out),
  ].join("\n");
}

/** Whether new mail is taken, and how near the maxima of `general.backPressure` the queue is. */
function describePressure(pressure: Status["back_pressure"], { palette }: CommandContext["out"]): string {
  const { level, waiting, max_waiting, memory_percent, max_memory_percent } = pressure;
  const room = [
    ...(max_waiting > 0 ? [`${waiting} of ${max_waiting} deliveries`] : []),
    ...(memory_percent !== undefined && max_memory_percent > 0
      ? [`memory ${memory_percent} % of at most ${max_memory_percent} %`]
      : []),
  ];
  const told = {
    calm: palette.good("has room"),
    high: palette.warn("fills up, senders above their share are put off"),
    full: palette.bad("full, all new mail is put off"),
  }[level];
  return room.length > 0 ? `${told} (${room.join(", ")})` : told;
}

function describeLanes(lanes: Status["lanes"], out: CommandContext["out"]): string[] {
  if (!lanes) return ["No worker has walked the lanes yet."];
  const held = [
    [lanes.lanes_in_outage, "in an outage"],
    [lanes.lanes_paused, "in a pause"],
    [lanes.lanes_suspended, "suspended"],
  ].filter(([count]) => count !== 0);
  const deepest = out.table(
    lanes.deepest.slice(0, 10),
    [
      { title: "DEEPEST LANES", value: ({ lane }) => lane },
      { title: "DELIVERIES", value: ({ waiting }) => waiting, align: "right" },
    ],
    "",
  );
  return [
    `${lanes.lanes} lanes at ${localTime(lanes.at)}: ${lanes.waiting} deliveries due, ${lanes.delayed} for later, ${lanes.active} being sent over ${lanes.sessions} connections`,
    ...(held.length > 0 ? [out.palette.warn(held.map(([count, what]) => `${count} ${what}`).join(", "))] : []),
    ...(deepest ? ["", deepest] : []),
  ];
}
