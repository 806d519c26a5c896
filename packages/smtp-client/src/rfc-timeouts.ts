import type { StepTimeouts } from "./types.ts";

/**
 * RFC 5321 section 4.5.3.2; where it is silent: connect 30 s, EHLO, STARTTLS with its handshake, AUTH and RSET 5 min, QUIT 5 s. What stands
 * for several steps together is no time of the RFC's, and far above any of these: a server that answers each step at its last moment, or reads
 * a block every three minutes, must not hold a session for days (hazard N3).
 */
export const RFC_TIMEOUTS: StepTimeouts = {
  connectMs: 30_000,
  greetingMs: 300_000,
  commandMs: 300_000,
  mailMs: 300_000,
  rcptMs: 300_000,
  dataMs: 120_000,
  dataBlockMs: 180_000,
  dataEndMs: 600_000,
  quitMs: 5_000,
  openingMs: 1_200_000,
  transactionMs: 3_600_000,
  contentBytesPerSecond: 1_024,
};
