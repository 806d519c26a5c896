import type { SettleResult } from "@postlane/ledger";
import type { LogRecord } from "@postlane/mail";
import type { Claim } from "@postlane/queue";
import { endBurstTurn } from "./burst-turn.ts";
import { noteRecord } from "./note-record.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import type { SessionDeps } from "./session-deps.ts";
import { suppressGone } from "./suppress-gone.ts";

/** Records, then what they tell of in the ledger; mailboxes that are gone go on the suppression list; the delivery's place in the burst is free. */
export async function writeDown(
  deps: SessionDeps,
  session: Session,
  claim: Claim,
  records: readonly LogRecord[],
  settle: () => Promise<SettleResult>,
): Promise<SettleResult> {
  const logged = records.map((record) => persist(deps, () => deps.records.append(record)));
  const settled = persist(deps, settle);
  const ended = persist(deps, () => endBurstTurn(deps, session, claim.deliveryId, true));
  await Promise.all([...logged, suppressGone(deps, records), ended]);
  for (const record of records) noteRecord(deps, record);
  return settled;
}
