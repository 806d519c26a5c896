import type { Postlane } from "@postlane/testkit";
import { waitUntil } from "./wait-until.ts";

/** The log can tell how every one of these messages was delivered. */
export async function expectArchived(postlane: Postlane, ids: readonly (string | undefined)[]): Promise<void> {
  let missing = ids;
  const isMissing = async (id: string | undefined): Promise<boolean> => {
    const { status, body } = await postlane.callApi("GET", `/v1/messages/${id}`);
    return status !== 200 || !JSON.stringify(body).includes('"delivered"');
  };
  await waitUntil(
    `all ${ids.length} mails are in the archive`,
    async () => {
      const asked = await Promise.all(missing.map(isMissing));
      missing = missing.filter((_, n) => asked[n]);
      return missing.length === 0;
    },
    60_000,
  );
}
