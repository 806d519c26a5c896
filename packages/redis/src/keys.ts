import type { LaneKey } from "@postlane/mail";

/**
 * Every Redis key. In braces stands the Cluster hash tag, so what one script touches lies on one node.
 *
 *   pl:{m:<message id>}:ledger     hash    the truth about a message and its deliveries
 *   pl:{m:<message id>}:body       string  its body, when small
 *   pl:{m:<message id>}:made       string  mark that it was made (reports, which may be handed in again); expires
 *   pl:{m:<message id>}:wished:<n>  string  which wish came true last for delivery n
 *   pl:{<lane>}:lane:*             BullMQ  the lane's queue (queue name `lane`)
 *   pl:{<lane>}:state              hash    outage streak, until, last error; site; how fast it was served lately
 *   pl:{<lane>}:held               zset    delivery held → since
 *   pl:{<lane>}:aside:<domain>     set     deliveries to a suspended domain, put aside in a relay's lane
 *   pl:{<lane>}:walk:<operation>   list    deliveries that were due when an operation came to the lane
 *   pl:{<lane>}:outages            list    Unix ms of the lane's outages, newest first
 *   pl:{<lane>}:leases             zset    connection lease → expiry
 *   pl:{<lane>}:holders            hash    connection lease → since
 *   pl:{<lane>}:burst              hash    started, ended, pause
 *   pl:{<lane>}:idle               zset    session that keeps its connection open and waits for mail → until when
 *   pl:{<lane>}:burst:open         zset    claim and delivery under way in the burst → expiry
 *   pl:{site:<site>}:leases        zset    connection lease → expiry
 *   pl:{site:<site>}:holders       hash    connection lease → lane
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
 *   pl:{webhook:<id>}:events:*     BullMQ  events on their way to one endpoint
 *   pl:{webhook:<id>}:state        hash    how the endpoint fares
 *   pl:{webhook:<id>}:deliveries   stream  the last attempts
 *   pl:{webhook:<id>}:given-up     stream  the last events that were given up
 *   pl:{webhooks}:known            set     ids of webhooks that have keys
 *   pl:{wake}:<worker id>          channel sessions of that worker that wait and have mail
 *   pl:{workers}:alive             zset    worker id → last heartbeat
 *   pl:{audit}:stream              stream  audit entries on their way to the archive
 *   pl:{op:<id>}                   hash    an operation over many deliveries: document, owner, lease
 *   pl:{operations}:running        zset    operation that has not ended → start
 *   pl:{m:<message id>}:mark       string  whether a submission that may be repeated was committed
 *   pl:{idem:<SHA-256>}            hash    the message that an Idempotency-Key of somebody stands for, or string: the request
 *   pl:{api}:first-token           string  id of the token made at the fleet's first start
 *   pl:{tok:<token id>}:token      hash    an API token: digest of its secret, name, scope, expiry, last use
 *   pl:{tok:<token id>}:bucket     hash    requests it has left now
 *   pl:{tok:<token id>}:session:<session id> hash a console session opened with it
 *   pl:{tokens}:names              hash    name of a token → its id
 *   pl:{tokens}:ids                set     ids of tokens, also of those that have ended lately
 *   pl:{supp:<n>}:entries          hash    suppressed address or @domain → expiry, what is known of it
 *   pl:{supp:<n>}:index            zset    their names by domain, in alphabetical order
 *   pl:{supp:<n>}:hits             hash    how many recipients each has kept out
 *   pl:{supp:<n>}:bounces:<address> zset   hard bounces of an address that is not suppressed yet → when
 *   pl:{suppressions}:filled       string  there may be entries; counts the changes
 *   pl:{suspensions}:current       hash    suspension id → suspension; version
 *   pl:{suspensions}:changed       channel their changes
 *   pl:{suspensions}:seen          hash    worker id → version it has taken
 *   pl:{suspensions}:wake:<which>  string  the worker that wakes what rested under a lifted suspension
 *   pl:{quota:<hash of a login>}:sent hash  messages of a login by minute and by quarter of an hour
 *   pl:{recovery}:run              string  how far the recovery from the spool has come
 *   pl:{auth}:*                    string, hash  failed logins by kind, address and account
 */
export const keys = {
  ledger: (messageId: string) => `pl:{m:${messageId}}:ledger`,
  body: (messageId: string) => `pl:{m:${messageId}}:body`,
  messageMark: (messageId: string) => `pl:{m:${messageId}}:mark`,
  made: (messageId: string) => `pl:{m:${messageId}}:made`,
  wishFulfilled: (messageId: string, n: string) => `pl:{m:${messageId}}:wished:${n}`,
  lanePrefix: (lane: LaneKey) => `pl:{${lane}}`,
  laneState: (lane: LaneKey) => `pl:{${lane}}:state`,
  laneOutages: (lane: LaneKey) => `pl:{${lane}}:outages`,
  laneHeld: (lane: LaneKey) => `pl:{${lane}}:held`,
  laneAside: (lane: LaneKey, domain: string) => `pl:{${lane}}:aside:${domain}`,
  laneLeases: (lane: LaneKey) => `pl:{${lane}}:leases`,
  laneHolders: (lane: LaneKey) => `pl:{${lane}}:holders`,
  laneBurst: (lane: LaneKey) => `pl:{${lane}}:burst`,
  laneBurstOpen: (lane: LaneKey) => `pl:{${lane}}:burst:open`,
  laneIdle: (lane: LaneKey) => `pl:{${lane}}:idle`,
  wakeChannel: (workerId: string) => `pl:{wake}:${workerId}`,
  siteLeases: (site: string) => `pl:{site:${site}}:leases`,
  siteHolders: (site: string) => `pl:{site:${site}}:holders`,
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
  webhookPrefix: (id: string) => `pl:{webhook:${id}}`,
  webhookState: (id: string) => `pl:{webhook:${id}}:state`,
  webhookDeliveries: (id: string) => `pl:{webhook:${id}}:deliveries`,
  webhookGivenUp: (id: string) => `pl:{webhook:${id}}:given-up`,
  webhooksKnown: () => "pl:{webhooks}:known",
  workersAlive: () => "pl:{workers}:alive",
  suspensions: () => "pl:{suspensions}:current",
  suspensionsChanged: () => "pl:{suspensions}:changed",
  suspensionWake: (which: string) => `pl:{suspensions}:wake:${which}`,
  suspensionsSeen: () => "pl:{suspensions}:seen",
  audit: () => "pl:{audit}:stream",
  operation: (id: string) => `pl:{op:${id}}`,
  operationsRunning: () => "pl:{operations}:running",
  firstToken: () => "pl:{api}:first-token",
  token: (id: string) => `pl:{tok:${id}}:token`,
  tokenBucket: (id: string) => `pl:{tok:${id}}:bucket`,
  tokenSession: (id: string, sessionId: string) => `pl:{tok:${id}}:session:${sessionId}`,
  tokenNames: () => "pl:{tokens}:names",
  tokenIds: () => "pl:{tokens}:ids",
  idempotency: (digest: string) => `pl:{idem:${digest}}`,
  suppressions: (shard: number) => `pl:{supp:${shard}}:entries`,
  suppressionIndex: (shard: number) => `pl:{supp:${shard}}:index`,
  suppressionHits: (shard: number) => `pl:{supp:${shard}}:hits`,
  suppressionBounces: (shard: number, address: string) => `pl:{supp:${shard}}:bounces:${address}`,
  suppressionsFilled: () => "pl:{suppressions}:filled",
  messageQuota: (account: string) => `pl:{quota:${account}}:sent`,
  recovery: () => "pl:{recovery}:run",
  recoveryLock: () => "pl:{recovery}:lock",
  readiness: () => "pl:{readiness}:probe",
  authFailures: (subject: string) => `pl:{auth}:${subject}`,
} as const;
