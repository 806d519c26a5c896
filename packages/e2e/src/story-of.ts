import type { Postlane } from "@postlane/testkit";

interface Told {
  readonly kind: string;
  readonly attempt?: number;
  readonly by?: string;
}

/**
 * The records of a message as the api tells them, oldest first, once one of `kind` is among them. With an api at work the stream itself
 * holds them for a moment only.
 * @throws Error after `timeoutMs`
 */
export async function storyOf(
  postlane: Postlane,
  messageId: string | undefined,
  kind: string,
  timeoutMs = 45_000,
): Promise<readonly Told[]> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const { body } = await postlane.callApi("GET", `/v1/messages/${messageId}`);
    const { records = [] } = body as { readonly records?: readonly Told[] };
    if (records.some((record) => record.kind === kind)) return records;
    if (Date.now() > until)
      throw new Error(`no record ${kind} of ${messageId} in ${timeoutMs} ms; there are ${JSON.stringify(records)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
