/** Bounds of sessions that are no settings of the mail administrator; tests tighten them. */
export interface IngressLimits {
  /** Connections at a time, of this process. */
  readonly maxConnections: number;
  /** Of one address (IPv6: one /64), of this process; loopback clients are not counted, as all local programs share it. */
  readonly maxConnectionsPerAddress: number;
  /** Refusals (5xx) in a session without a message accepted in between; as in Postfix. */
  readonly maxErrors: number;
  /** Temporary refusals (4xx), counted alike. */
  readonly maxTemporaryErrors: number;
  /** Commands of any kind without a message accepted in between, beside two for each recipient a message may have. */
  readonly maxUnproductiveCommands: number;
  /** Failed logins of a session. */
  readonly maxLoginFailures: number;
  /** Content line with its CR LF. RFC 5321 section 4.5.3.1.6 says 1000, real mail has more. */
  readonly maxLineBytes: number;
  /** How far a client may run over the message size before it is cut off; until then it is left to finish and gets its 552. */
  readonly oversizeSlackBytes: number;
  /** No byte from the client. RFC 5321 section 4.5.3.2.7: at least 5 minutes. */
  readonly idleMs: number;
  /** From a reply to the end of the next command line, whatever trickles in meanwhile. */
  readonly commandMs: number;
  /** TLS handshake. */
  readonly handshakeMs: number;
  /** Content may take this long plus the time its bytes take at the slowest rate. */
  readonly contentMs: number;
  readonly contentBytesPerSecond: number;
  /** A session that has no message accepted for so long is ended. */
  readonly unproductiveMs: number;
  /** At shutdown: how long content that is flowing may go on, and how long a commit may take. */
  readonly drainContentMs: number;
  readonly drainCommitMs: number;
}

export const DEFAULT_LIMITS: IngressLimits = {
  maxConnections: 5_000,
  maxConnectionsPerAddress: 200,
  maxErrors: 20,
  maxTemporaryErrors: 2_000,
  maxUnproductiveCommands: 1_000,
  maxLoginFailures: 3,
  maxLineBytes: 65_536,
  oversizeSlackBytes: 1024 * 1024,
  idleMs: 300_000,
  commandMs: 300_000,
  handshakeMs: 30_000,
  contentMs: 300_000,
  contentBytesPerSecond: 1_024,
  unproductiveMs: 1_800_000,
  drainContentMs: 1_000,
  drainCommitMs: 10_000,
};
