import type { Database } from "../types.ts";
import { candidates } from "./candidates.ts";
import type { MessageFilter } from "./message-filter.ts";
import { searchTransaction } from "./search-transaction.ts";

/** Ids of the messages a filter finds, newest first. @param before only ids smaller than this one: the last of the part before. @throws SearchTooSlow */
export async function findMessageIds(
  database: Database,
  filter: MessageFilter,
  limit: number,
  before?: string,
): Promise<readonly string[]> {
  const { text, params } = candidates(filter, limit, before);
  return searchTransaction(database, async (tx) =>
    (await tx.query<{ message_id: string }>(text, params)).map(({ message_id: id }) => id),
  );
}
