import { WebhookEventSchema } from "@postlane/contract";

const header = (name: string, description: string) => ({
  name,
  in: "header" as const,
  required: true,
  description,
  schema: { type: "string" as const },
});

const { $id: _id, ...schema } = WebhookEventSchema as typeof WebhookEventSchema & { readonly $id?: string };

/** What webhooks are sent, for the OpenAPI document (OpenAPI 3.1 section 4.8.1). */
export const describedWebhooks = {
  event: {
    post: {
      summary: "An event of a message, as webhooks get it (Standard Webhooks)",
      tags: ["webhooks"],
      parameters: [
        header("webhook-id", "The same for every repeat of the event"),
        header("webhook-timestamp", "When it was sent, Unix seconds"),
        header(
          "webhook-signature",
          "`v1,<base64 of HMAC-SHA256 over id.timestamp.body>`, several with a blank between them",
        ),
      ],
      requestBody: { required: true, content: { "application/json": { schema } } },
      responses: {
        "2XX": { description: "Taken" },
        "410": { description: "Never call again: the webhook is disabled" },
        default: { description: "Try again later" },
      },
    },
  },
};
