import type { Failure, Reply, TlsMode, Transcript, TranscriptEntry } from "@postlane/mail";

/** One server address to connect to. The client resolves nothing. */
export interface Target {
  /** Name as found in MX or relay settings: for the log, SNI and certificate check. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Name given in EHLO: the fully qualified name of the sending host. */
  readonly ehloName: string;
  /** A server that greets as we do under our EHLO name is ourselves, and no place to send mail to. */
  readonly notOurselves?: boolean;
  readonly tls: TlsMode;
  /** Verify the certificate; opportunistic TLS never does. */
  readonly tlsVerify: boolean;
  readonly auth?: { readonly username: string; readonly password: string };
  readonly timeouts: StepTimeouts;
}

/**
 * Milliseconds each step may take from its command to the end of its reply (RFC 5321 section 4.5.3.2); not restarted by single bytes.
 * In a pipelined group a step begins with the reply before it.
 */
export interface StepTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly commandMs: number;
  readonly mailMs: number;
  readonly rcptMs: number;
  readonly dataMs: number;
  /** Longest stall while the body is written. */
  readonly dataBlockMs: number;
  readonly dataEndMs: number;
  readonly quitMs: number;
  /** All steps of an opening together: a server may use up some of them, not every one. */
  readonly openingMs: number;
  /** A transaction from its beginning to its final dot, beside what its content takes at the slowest rate. */
  readonly transactionMs: number;
  readonly contentBytesPerSecond: number;
}

export interface Capabilities {
  readonly pipelining: boolean;
  readonly eightBitMime: boolean;
  readonly smtpUtf8: boolean;
  readonly dsn: boolean;
  readonly startTls: boolean;
  /** Undefined when SIZE was not announced; 0 = no fixed limit. */
  readonly sizeBytes?: number;
  readonly authMethods: readonly string[];
}

export interface TlsInfo {
  readonly version: string;
  readonly cipher: string;
  readonly verified: boolean;
}

export interface OpenOptions {
  /** Gives the opening up; the result says so with `aborted`. */
  readonly signal?: AbortSignal;
  /** Kept TLS sessions, shared by all connections of a process. */
  readonly tlsSessions?: TlsSessions;
}

export type OpenResult =
  | { readonly ok: true; readonly connection: Connection }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly transcript: Transcript;
      /** The server agreed to STARTTLS, then TLS failed: with opportunistic TLS a second connection in clear may do. */
      readonly tlsFailed: boolean;
      /** Given up by the signal: says nothing about the server. */
      readonly aborted: boolean;
    };

/** A kept TLS session and whether the certificate of its first handshake was verified (a resumed one shows none). */
export interface TlsSession {
  readonly data: Buffer;
  readonly verified: boolean;
}

export interface TlsSessions {
  get(key: string): TlsSession | undefined;
  set(key: string, session: TlsSession): void;
  delete(key: string): void;
}

/** What one transaction sends. */
export interface TransactionRequest {
  /** `MAIL FROM:<…> …` and `RCPT TO:<…> …` lines as values; the client builds parameters the server supports. */
  readonly reversePath: string;
  readonly recipients: readonly {
    readonly address: string;
    readonly notify?: readonly string[];
    readonly orcpt?: string;
  }[];
  readonly sizeBytes: number;
  readonly body?: "7BIT" | "8BITMIME";
  /** The message cannot be sent to a server without SMTPUTF8. */
  readonly needsSmtpUtf8: boolean;
  readonly ret?: "FULL" | "HDRS";
  readonly envid?: string;
  /** Message content, canonical CRLF line ends, not dot-stuffed, ending with CRLF (or empty). */
  readonly content: Buffer | (() => Promise<AsyncIterable<Buffer>>);
  /**
   * Started as soon as the server said 354; awaited before the final dot is written. False: the dot must not be sent, the
   * connection is destroyed and the result says `aborted`.
   */
  readonly beforeDot: () => Promise<boolean>;
  /** Looked at in the same tick as the write of the final dot: the last word (the claim's lock by the local clock). */
  readonly maySendDot: () => boolean;
}

export interface RecipientResult {
  readonly address: string;
  /** Undefined = accepted at RCPT. */
  readonly failure?: Failure;
}

export interface TransactionResult {
  /**
   * - delivered: a 2yz reply to the final dot, for every recipient without a failure of its own.
   * - failed: see failure and recipients.
   * - aborted: ended by us (abortBeforeDot, beforeDot, maySendDot, destroy) or never begun because the connection was lost with the
   *   transaction before it; the server took nothing and refused nothing.
   */
  readonly status: "delivered" | "failed" | "aborted";
  /** The reply to the final dot when delivered. */
  readonly reply?: Reply;
  /**
   * Set when failed: scope message or site; recipients may have failures of their own besides, which hold in any case.
   * When every recipient was refused it sums them up (about the site if one of them is, else message and temporary if one of them is).
   */
  readonly failure?: Failure;
  readonly recipients: readonly RecipientResult[];
  /** Some of its commands may have reached the server: for whoever counts there it has begun. */
  readonly begun: boolean;
  /** The final dot may have reached the server. */
  readonly dotSent: boolean;
  /** The final dot was sent and no valid answer came: the mail may have been accepted. */
  readonly uncertain: boolean;
  /** Steps of this transaction (mail … data-end). */
  readonly transcript: Transcript;
}

export interface Connection {
  readonly target: Target;
  readonly capabilities: Capabilities;
  readonly tls?: TlsInfo;
  /** connect … auth. */
  readonly opening: Transcript;
  /** Transactions that ended with a clean session state. */
  readonly transactions: number;
  /** False once the connection is lost, was told 421, or is in an unknown state. */
  readonly usable: boolean;
  /**
   * Never rejects. May be called while a transaction is under way: the next one waits for it. With PIPELINING its MAIL, RCPT and DATA then
   * go out with (or right behind) the final dot of the one before, so that a message costs one round trip (RFC 2920 section 3.1);
   * its content goes out only when the one before is answered, and the results stay separate.
   */
  transact(request: TransactionRequest): Promise<TransactionResult>;
  /**
   * Aborts what has not sent its final dot; a transaction that has goes on. When the commands of an aborted one are out already, the
   * connection ends as soon as the one before is answered. True when something was aborted.
   */
  abortBeforeDot(): boolean;
  /** QUIT after the transaction in hand, with its own short timeout; never fails. Undefined when the connection was gone already. */
  quit(): Promise<TranscriptEntry | undefined>;
  /** Ends the connection at once. */
  destroy(): void;
}
