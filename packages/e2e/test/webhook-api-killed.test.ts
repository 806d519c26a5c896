import { type HttpEndpoint, mailTo, startHttpEndpoint } from "@postlane/testkit";
import { afterAll, expect, test } from "vitest";
import { quickRule, usePostlane, waitUntil } from "../src/index.ts";

const MAILS = 200;
const TYPES = ["message.accepted", "message.delivered"];
let endpoint: HttpEndpoint;

const postlane = usePostlane(async () => {
  await endpoint?.stop();
  endpoint = await startHttpEndpoint({ script: () => ({ status: 200, afterMs: 20 }) });
  return {
    api: true,
    rules: [quickRule()],
    settings: { webhooks: [{ id: "shop", url: endpoint.url, events: TYPES }] },
    env: { POSTLANE_WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8" },
  };
});
afterAll(() => endpoint?.stop());

/** What was told, by webhook id: type and message. */
function told(): Map<string, string> {
  return new Map(
    endpoint.requests.map(({ headers, body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { message_id: string } };
      return [headers["webhook-id"]!, `${type} ${data.message_id}`];
    }),
  );
}

test("api killed again and again while it tells a webhook of mail: every event arrives; repeats have the same id", async () => {
  await postlane().domain("b.test", "127.0.1.1");
  const mails = Array.from({ length: MAILS }, () => mailTo("a@b.test"));
  const sending = postlane().sendAll(mails);
  for (const enough of [20, 80, 150]) {
    await waitUntil(`${enough} events are told`, () => told().size >= enough);
    postlane().api!.kill("SIGKILL");
    await postlane().api!.exited;
    await postlane().start("api");
  }
  const sent = await sending;
  expect(sent.every(({ ok }) => ok)).toBe(true);
  await waitUntil("every event is told", () => told().size >= MAILS * TYPES.length, 90_000);
  const expected = sent.flatMap(({ messageId }) => TYPES.map((type) => `${type} ${messageId}`));
  expect([...told().values()].toSorted()).toEqual(expected.toSorted());
});
