import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { askPath } from "../connection/ask-path.ts";
import { EXIT } from "../exit-codes.ts";
import { localTime } from "../output/times.ts";
import { renderFields } from "../output/render-table.ts";
import { parseMoment, parseSpan, wholeNumber } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

type Webhook = operations["getWebhooksByKey"]["responses"][200]["content"]["application/json"];

type Delivery =
  operations["getWebhooksByKeyDeliveries"]["responses"][200]["content"]["application/json"]["items"][number];

type TestResult = operations["postWebhooksByKeyTest"]["responses"][200]["content"]["application/json"];

export function webhookCommands(program: Command, { action, end }: Tools): void {
  const webhooks = program
    .command("webhooks")
    .description(
      "events sent to programs; the webhooks themselves are settings: `postlane settings set webhooks/<id> url=…`",
    )
    .addHelpText(
      "after",
      examples(
        "webhooks list",
        "settings set webhooks/shop url=https://shop.example.org/mail events='[\"message.bounced\"]'",
        "webhooks test shop",
        "webhooks deliveries shop",
        "webhooks redeliver shop --since 2h",
        "webhooks disable shop",
        "webhooks enable shop",
        "webhooks rotate-secret shop --overlap 1h",
      ),
    );

  webhooks
    .command("list", { isDefault: true })
    .description("list them (what `postlane webhooks` does)")
    .action(
      action<[], object>(async ({ client, out }) => {
        const { value } = await askPath<{ items: readonly Webhook[] }>(client, "GET", ["webhooks"]);
        out.answer(value, () =>
          out.table(
            value.items,
            [
              { title: "ID", value: ({ id }) => id },
              { title: "STATE", value: ({ enabled, problem }) => problem ?? (enabled ? "on" : "off") },
              { title: "EVENTS", value: ({ events }) => (events.length === 0 ? "all" : events.join(", ")) },
              { title: "URL", value: ({ url }) => url },
            ],
            "There are no webhooks.",
          ),
        );
      }),
    );

  webhooks
    .command("test <id>")
    .description("send a test event now, and see what the endpoint says")
    .action(
      action<[string], object>(async ({ client, out }, [id]) => {
        const { value } = await askPath<TestResult>(client, "POST", ["webhooks", id, "test"]);
        out.answer(value, () =>
          renderFields([
            ["result", value.ok ? "taken" : "not taken"],
            ["status", value.status],
            ["after", `${value.duration_ms} ms`],
            ["error", value.error],
            ["answer", value.answer],
          ]),
        );
        if (!value.ok) end(EXIT.failure);
      }),
    );

  webhooks
    .command("deliveries <id>")
    .description("the last attempts to send it events, newest first")
    .option("--limit <n>", "how many at most", wholeNumber(1, 200), 50)
    .action(
      action<[string], { limit: number }>(async ({ client, out }, [id], { limit }) => {
        const { value } = await askPath<{ items: readonly Delivery[] }>(client, "GET", ["webhooks", id, "deliveries"], {
          query: { limit },
        });
        out.answer(value, () =>
          out.table(
            value.items,
            [
              { title: "TRIED", value: ({ at }) => localTime(at) },
              { title: "EVENT", value: ({ event_id }) => event_id },
              { title: "TYPE", value: ({ type }) => type },
              { title: "ATTEMPT", value: ({ attempt }) => attempt, align: "right" },
              { title: "OUTCOME", value: ({ outcome }) => outcome.replaceAll("_", " ") },
              { title: "STATUS", value: ({ status }) => status, align: "right" },
              { title: "MS", value: ({ duration_ms }) => duration_ms, align: "right" },
              { title: "WHY", value: ({ error, answer }) => error ?? answer },
            ],
            "Nothing was sent to it lately.",
          ),
        );
      }),
    );

  webhooks
    .command("redeliver <id>")
    .description("send one event again, or all that were given up since a time")
    .option("--event <id>", "this event")
    .option("--since <when>", "all given up since: 2h, 2026-03-10T12:00", parseMoment)
    .action(
      action<[string], { event?: string; since?: string }>(async ({ client, out }, [id], { event, since }) => {
        if ((event === undefined) === (since === undefined))
          throw usageError("Say which events: --event <id>, or --since <when>.");
        const body = event === undefined ? { given_up_since: since } : { event_id: event };
        const { value } = await askPath<{ queued: number }>(client, "POST", ["webhooks", id, "redeliver"], { body });
        out.answer(value, () => `${value.queued} events are sent again`);
      }),
    );

  for (const [name, description] of [
    ["enable", "send it events again"],
    ["disable", "send it nothing for now"],
  ] as const)
    webhooks
      .command(`${name} <id>`)
      .description(description)
      .action(
        action<[string], object>(async ({ client, out }, [id]) => {
          const { value } = await askPath<Webhook>(client, "POST", ["webhooks", id, name]);
          out.answer(value, () => (value.enabled ? "on" : "off"));
        }),
      );

  webhooks
    .command("rotate-secret <id>")
    .description("give it a new secret, shown only this once; the one before signs as well for a while")
    .option("--overlap <span>", "for how long: 1h", parseSpan)
    .action(
      action<[string], { overlap?: number }>(async ({ client, out }, [id], { overlap }) => {
        const body = overlap === undefined ? {} : { overlap_seconds: overlap };
        const { value } = await askPath<{ secret?: string }>(client, "POST", ["webhooks", id, "rotate-secret"], {
          body,
        });
        out.answer(value, () => value.secret ?? "");
        out.note("Keep it: it is shown only this once.");
      }),
    );
}
