/** Where in a session the receiver asks the script what to do. `quit`, `rset` … can be scripted too. */
export type ReceiverStep =
  | "greeting"
  | "ehlo"
  | "starttls"
  | "auth"
  | "mail"
  | "rcpt"
  | "data"
  | "data-end"
  | "rset"
  | "noop"
  | "quit"
  | "unknown";

/** Times are Unix milliseconds with fractions. */
export interface ConnectionEntry {
  /** From 1, in the order of opening. */
  readonly id: number;
  readonly openedAt: number;
  /** When QUIT was answered; a connection counts as open until then or until it closed. */
  quitAt?: number;
  closedAt?: number;
  readonly peer: string;
  ehlo?: string;
  tls?: boolean;
  username?: string;
  transactions: number;
}

export interface RecipientEntry {
  readonly address: string;
  readonly parameters: string;
  accepted: boolean;
}

export interface TransactionEntry {
  readonly connection: number;
  /** MAIL was read. */
  readonly mailAt: number;
  /** The final reply was written (or the transaction was given up). */
  endedAt?: number;
  readonly reversePath: string;
  /** ESMTP parameters of MAIL as received. */
  readonly parameters: string;
  readonly recipients: RecipientEntry[];
  /** Content after dot unstuffing. */
  sizeBytes: number;
  sha256?: string;
  content?: Buffer;
  /** Value of the X-Postlane-Test header. */
  testId?: string;
  /** The dot was read: the whole content is here. */
  complete: boolean;
  /** The content was taken with 2xx. */
  accepted: boolean;
  /** The reply that ended it. */
  reply?: string;
}

export interface Journal {
  readonly connections: ConnectionEntry[];
  readonly transactions: TransactionEntry[];
  /** What no client may do: commands in a group without PIPELINING, content before the 354, bare LF. */
  readonly violations: string[];
  /** Totals; not cut by `journalLimit`. */
  readonly totals: {
    connections: number;
    open: number;
    /** Most connections open at once (until QUIT was answered or the connection closed). */
    maxOpen: number;
    accepted: number;
    acceptedBytes: number;
  };
}

export interface StepEvent {
  readonly step: ReceiverStep;
  readonly connection: ConnectionEntry;
  /** The command line, without line end. */
  readonly command: string;
  readonly transaction?: TransactionEntry;
  /** rcpt: the address. */
  readonly recipient?: string;
}

/**
 * What the script says: a reply (`"450 4.2.0 not now"`, lines joined with "\n"), a Buffer to send as it is (garbage), or
 * more detail. Undefined = the normal answer.
 */
export type Answer = string | Buffer | AnswerDetail;

export interface AnswerDetail {
  /** Absent: the normal answer. */
  readonly reply?: string | Buffer;
  readonly delayMs?: number;
  /** Answer only when this is settled. */
  readonly until?: Promise<unknown>;
  /** Close the connection instead of answering (after `delayMs`, `until`). */
  readonly drop?: boolean;
  /** Close it right after the answer. */
  readonly thenDrop?: boolean;
  /** Never answer. */
  readonly hang?: boolean;
  /** Send the answer in pieces of this many bytes … */
  readonly pieceBytes?: number;
  /** … this far apart. */
  readonly pieceDelayMs?: number;
  /** data: close the connection after this much content. */
  readonly dropAfterBytes?: number;
  /** data: stop reading after this much content. */
  readonly stallAfterBytes?: number;
  /** … until this is settled; absent = for ever. */
  readonly stallUntil?: Promise<unknown>;
}

export type Script = (event: StepEvent) => Answer | undefined;

export interface ReceiverOptions {
  /** Any loopback address: 127.0.1.1. */
  readonly host: string;
  /** 0 (default) = any free port. */
  readonly port?: number;
  /** Name in the greeting. */
  readonly name?: string;
  /** EHLO keywords; default: PIPELINING, 8BITMIME, SMTPUTF8, DSN, ENHANCEDSTATUSCODES, SIZE 104857600. */
  readonly capabilities?: readonly string[];
  /** `starttls`: offered, with a self-signed certificate; `implicit`: TLS from the first byte. */
  readonly tls?: "starttls" | "implicit";
  /** User name → password; AUTH PLAIN LOGIN is offered and demanded. */
  readonly users?: Readonly<Record<string, string>>;
  /** What is kept of contents besides size and test id; default `hash`. */
  readonly keep?: "nothing" | "hash" | "content";
  /** Entries kept of connections and of transactions; older ones are dropped. Default 1,000,000. */
  readonly journalLimit?: number;
  readonly script?: Script;
}

export interface Receiver {
  readonly host: string;
  readonly port: number;
  readonly journal: Journal;
  /** Takes effect with the next step; undefined = take everything. */
  setScript(script: Script | undefined): void;
  /** Transactions whose content was taken. */
  accepted(): TransactionEntry[];
  /** @throws Error when there are not `count` accepted messages within `timeoutMs` (45,000). */
  waitForAccepted(count: number, timeoutMs?: number): Promise<TransactionEntry[]>;
  /** Forgets what the journal holds (open connections stay). */
  clear(): void;
  /** Stops listening: new connections are refused; open ones live on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Closes every open connection, as a crash would. */
  dropConnections(): void;
  stop(): Promise<void>;
}
