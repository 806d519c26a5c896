import {
  WebhookDeliveryPageSchema,
  WebhookDeliveryQuerySchema,
  WebhookRedeliveredSchema,
  WebhookRedeliverSchema,
  WebhookRotatedSchema,
  WebhookRotateSchema,
  WebhookTestSchema,
  WebhookViewSchema,
} from "@postlane/contract";
import { createWebhookSecret, type Settings, type SettingsStore, showSettings, type Webhook } from "@postlane/settings";
import type { FastifyPluginAsync } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem, invalidInput } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { createSettingsEditor } from "../settings/create-settings-editor.ts";
import { ifMatchOf, setVersion } from "../settings/if-match.ts";
import { redeliverEvent, redeliverGivenUp } from "./redeliver-events.ts";
import { sendTest } from "./send-test.ts";
import { toHttpDelivery } from "./http-delivery.ts";
import type { Webhooks } from "./start-webhooks.ts";

export interface WebhookRoutesOptions {
  readonly settings: SettingsStore;
  readonly webhooks: Pick<Webhooks, "queues" | "log" | "poster">;
  readonly now: () => number;
}

const OVERLAP_SECONDS = 86_400;

/** What webhooks have besides their settings: the list of attempts, a test, sending again, on and off, new secrets. */
export function webhookRoutes({ settings, webhooks, now }: WebhookRoutesOptions): FastifyPluginAsync {
  return async (fastify) => {
    const app = fastify.withTypeProvider<ContractTypes>();
    const editor = createSettingsEditor(settings);
    const params = Type.Object({ key: Type.String({ description: "The id of the webhook" }) });
    const described = (summary: string, success: object) => ({
      tags: ["webhooks"],
      summary,
      security: [{ token: [] }],
      params,
      response: { ...success, ...problemResponses },
    });
    const find = (id: string) => webhookOf(settings.current().settings, id);

    app.get(
      "/webhooks/:key/deliveries",
      {
        config: { scope: "viewer" },
        schema: {
          ...described("The last attempts to send events to a webhook", { 200: WebhookDeliveryPageSchema }),
          querystring: WebhookDeliveryQuerySchema,
        },
      },
      async ({ params: { key }, query: { cursor, limit = 50 } }) => {
        find(key);
        const found = await webhooks.log.attempts(key, cursor, limit + 1).catch(unavailable);
        const items = found.slice(0, limit).map(toHttpDelivery);
        return { items, ...(found.length > limit && { next_cursor: items.at(-1)!.id }) };
      },
    );

    app.post(
      "/webhooks/:key/test",
      {
        config: { scope: "operator" },
        schema: described("Send a test event now, and see what the endpoint says", { 200: WebhookTestSchema }),
      },
      async ({ params: { key } }) => sendTest(webhooks, usable(find(key)), now),
    );

    app.post(
      "/webhooks/:key/redeliver",
      {
        config: { scope: "operator" },
        schema: {
          ...described("Send one event again, or all that were given up since a time", {
            202: WebhookRedeliveredSchema,
          }),
          body: WebhookRedeliverSchema,
        },
      },
      async ({ params: { key }, body: { event_id: eventId, given_up_since: since } }, reply) => {
        usable(find(key));
        if ((eventId === undefined) === (since === undefined))
          throw invalidInput([{ field: "", message: "Write either `event_id` or `given_up_since`." }]);
        const again =
          eventId === undefined
            ? redeliverGivenUp(webhooks, key, Date.parse(since!), now())
            : redeliverEvent(webhooks, key, eventId, now());
        return reply.code(202).send({ queued: await again.catch(unavailable) });
      },
    );

    for (const [verb, enabled] of [
      ["enable", true],
      ["disable", false],
    ] as const)
      app.post(
        `/webhooks/:key/${verb}`,
        {
          config: { scope: "admin" },
          schema: described(enabled ? "Send events to a webhook again" : "Send nothing to a webhook for now", {
            200: WebhookViewSchema,
          }),
        },
        async (request, reply) => {
          const { key } = request.params;
          const change = (current: Settings) => changed(current, key, () => ({ enabled }));
          const snapshot = await editor.edit(ifMatchOf(request), change, request.actor);
          request.log.info({ version: snapshot.version, webhook: key, enabled }, "webhook switched");
          setVersion(reply, snapshot.version);
          return showSettings(snapshot).webhooks.find(({ id }) => id === key)!;
        },
      );

    app.post(
      "/webhooks/:key/rotate-secret",
      {
        config: { scope: "admin" },
        schema: {
          ...described("Give a webhook a new secret; for a while the one before signs as well", {
            200: WebhookRotatedSchema,
          }),
          body: WebhookRotateSchema,
        },
      },
      async (request, reply) => {
        const { key } = request.params;
        const { secret: given, overlap_seconds: overlap = OVERLAP_SECONDS } = request.body;
        const secret = given ?? createWebhookSecret();
        const until = new Date(now() + overlap * 1_000).toISOString();
        const change = (current: Settings) =>
          changed(current, key, ({ secret: before }) => ({
            secret,
            previousSecret: overlap > 0 ? before : undefined,
            previousSecretUntil: overlap > 0 && before !== undefined ? until : undefined,
          }));
        const snapshot = await editor.edit(ifMatchOf(request), change, request.actor);
        request.log.info({ version: snapshot.version, webhook: key }, "webhook got a new secret");
        setVersion(reply, snapshot.version);
        const { previousSecretUntil } = webhookOf(snapshot.settings, key);
        return {
          ...(given === undefined && { secret }),
          ...(previousSecretUntil !== undefined && { previous_secret_until: previousSecretUntil }),
        };
      },
    );
  };
}

function webhookOf({ webhooks }: Settings, id: string): Webhook {
  const found = webhooks.find((webhook) => webhook.id === id);
  if (found) return found;
  throw new HttpProblem("not_found", `There is no webhook \`${id}\`.`);
}

function usable(webhook: Webhook): Webhook {
  if (webhook.secret !== undefined) return webhook;
  throw new HttpProblem(
    "webhook_unusable",
    `The secret of \`${webhook.id}\` cannot be opened with the present POSTLANE_SECRET_KEY.`,
  );
}

/** What the change leaves undefined is taken away. */
function changed(current: Settings, id: string, change: (webhook: Webhook) => object) {
  const webhook = webhookOf(current, id);
  const next = Object.fromEntries(
    Object.entries({ ...webhook, ...change(webhook) }).filter(([, value]) => value !== undefined),
  );
  const webhooks = current.webhooks.map((each) => (each.id === id ? next : each));
  return { document: { ...current, webhooks } };
}

function unavailable(error: unknown): never {
  if (error instanceof HttpProblem) throw error;
  throw new HttpProblem("unavailable", "Redis does not answer, so the webhook's events cannot be seen now.", [], {
    cause: error,
  });
}
