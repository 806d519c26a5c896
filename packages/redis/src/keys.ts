import type { LaneKey } from "@postlane/mail";

/**
 * Every Redis key. In braces stands the Cluster hash tag, so what one script touches lies on one node.
 *
 *   pl:{m:<message id>}:ledger     hash    the truth about a message and its deliveries
 *   pl:{m:<message id>}:body       string  its body, when small
 *   pl:{<lane>}:lane:*             BullMQ  the lane's queue (queue name `lane`)
 *   pl:{<lane>}:state              hash    outage streak, until, last error
 *   pl:{<lane>}:held               zset    delivery held → since
 *   pl:{<lane>}:aside:<domain>     set     deliveries to a suspended domain, put aside in a relay's lane
 *   pl:{<lane>}:outages            list    Unix ms of the lane's outages, newest first
 *   pl:{<lane>}:leases             zset    connection lease → expiry
 *   pl:{<lane>}:burst              hash    started, ended, pause
 *   pl:{<lane>}:idle               zset    session that keeps its connection open and waits for mail → until when
 *   pl:{<lane>}:burst:open         zset    delivery under way in the burst → expiry
 *   pl:{site:<site>}:leases        zset    connection lease → expiry
 *   pl:{site:<site>}:waiting       zset    lane refused by the site → since
 *   pl:{sessions-<n>}:sessions-<n>:* BullMQ tickets
 *   pl:{sweeper}:sweeper:*         BullMQ  the sweeper's scheduler
 *   pl:{lanes}:registry            zset    lane → last time it was given mail
 *   pl:{lanes}:summary             string  totals of the sweeper's last walk
 *   pl:{records}:stream            stream  log records on their way to the archive
 *   pl:{records}:counts            hash    entries acknowledged, trimmed, dropped, moved aside
 *   pl:{records}:rejected          stream  entries that could not be archived, with the reason
 *   pl:{settings}:current          hash    settings: version, document, save_id
 *   pl:{settings}:history          hash    its last versions
 *   pl:{settings}:changed          channel its changes
 *   pl:{wake}:<worker id>          channel sessions of that worker that wait and have mail
 *   pl:{workers}:alive             zset    worker id → last heartbeat
 *   pl:{api}:admin-token           string  SHA-256 of the admin token, hex
 *   pl:{m:<message id>}:mark       string  whether a submission that may be repeated was committed
 *   pl:{idem:<SHA-256>}            hash    the message that an Idempotency-Key of somebody stands for, or string: the request
 *   pl:{supp:<n>}:entries          hash    suppressed address or @domain → expiry, what is known of it
 *   pl:{supp:<n>}:index            zset    their names by domain, in alphabetical order
 *   pl:{supp:<n>}:hits             hash    how many recipients each has kept out
 *   pl:{supp:<n>}:bounces:<address> zset   hard bounces of an address that is not suppressed yet → when
 *   pl:{suppressions}:filled       string  there may be entries; counts the changes
 *   pl:{suspensions}:current       hash    suspension id → suspension; version
 *   pl:{suspensions}:changed       channel their changes
 *   pl:{suspensions}:seen          hash    worker id → version it has taken
 *   pl:{suspensions}:wake:<which>  string  the worker that wakes what rested under a lifted suspension
 *   pl:{auth}:*                    string  failed logins by address and account
 */
export const keys = {
  ledger: (messageId: string) => `pl:{m:${messageId}}:ledger`,
  body: (messageId: string) => `pl:{m:${messageId}}:body`,
  messageMark: (messageId: string) => `pl:{m:${messageId}}:mark`,
  lanePrefix: (lane: LaneKey) => `pl:{${lane}}`,
  laneState: (lane: LaneKey) => `pl:{${lane}}:state`,
  laneOutages: (lane: LaneKey) => `pl:{${lane}}:outages`,
  laneHeld: (lane: LaneKey) => `pl:{${lane}}:held`,
  laneAside: (lane: LaneKey, domain: string) => `pl:{${lane}}:aside:${domain}`,
  laneLeases: (lane: LaneKey) => `pl:{${lane}}:leases`,
  laneBurst: (lane: LaneKey) => `pl:{${lane}}:burst`,
  laneBurstOpen: (lane: LaneKey) => `pl:{${lane}}:burst:open`,
  laneIdle: (lane: LaneKey) => `pl:{${lane}}:idle`,
  wakeChannel: (workerId: string) => `pl:{wake}:${workerId}`,
  siteLeases: (site: string) => `pl:{site:${site}}:leases`,
  siteWaiting: (site: string) => `pl:{site:${site}}:waiting`,
  sessionsPrefix: (shard: number) => `pl:{sessions-${shard}}`,
  sweeperPrefix: () => "pl:{sweeper}",
  registry: () => "pl:{lanes}:registry",
  lanesSummary: () => "pl:{lanes}:summary",
  records: () => "pl:{records}:stream",
  recordCounts: () => "pl:{records}:counts",
  recordsRejected: () => "pl:{records}:rejected",
  settings: () => "pl:{settings}:current",
  settingsHistory: () => "pl:{settings}:history",
  settingsChanged: () => "pl:{settings}:changed",
  workersAlive: () => "pl:{workers}:alive",
  suspensions: () => "pl:{suspensions}:current",
  suspensionsChanged: () => "pl:{suspensions}:changed",
  suspensionWake: (which: string) => `pl:{suspensions}:wake:${which}`,
  suspensionsSeen: () => "pl:{suspensions}:seen",
  adminToken: () => "pl:{api}:admin-token",
  idempotency: (digest: string) => `pl:{idem:${digest}}`,
  suppressions: (shard: number) => `pl:{supp:${shard}}:entries`,
  suppressionIndex: (shard: number) => `pl:{supp:${shard}}:index`,
  suppressionHits: (shard: number) => `pl:{supp:${shard}}:hits`,
  suppressionBounces: (shard: number, address: string) => `pl:{supp:${shard}}:bounces:${address}`,
  suppressionsFilled: () => "pl:{suppressions}:filled",
  authFailures: (subject: string) => `pl:{auth}:${subject}`,
} as const;
