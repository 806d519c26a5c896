import type { Envelope, Recipient } from "@postlane/mail";
import type { Access } from "../access/access-rules.ts";
import type { IngressContext } from "./context.ts";

/** A mail transaction: from MAIL to the final dot or RSET. */
export interface Transaction {
  readonly sender: Omit<Envelope, "recipients">;
  /** By address: repeated ones count once, whatever else the client says of them. */
  readonly recipients: Map<string, Recipient>;
}

/** Who a client has shown to be, and by which password. */
export interface Login {
  readonly username: string;
  readonly passwordHash: string;
}

/** One client's connection, as the command handlers see it. */
export interface Session {
  readonly context: IngressContext;
  readonly id: string;
  readonly clientAddress: string;
  /** The client is on this machine. */
  readonly loopback: boolean;
  /** Encrypted. */
  readonly secure: boolean;
  /** The EHLO or HELO argument. */
  readonly helo: string;
  /** EHLO, not HELO. */
  readonly esmtp: boolean;
  transaction: Transaction | undefined;
  login: Login | undefined;
  loginFailures: number;
  /** What the access rules say of the client, and under which version of the policy. */
  access: { readonly verdict: Access; readonly version: number };
}

/** The verdict under the rules in force now. */
export function currentAccess(session: Session): Access {
  const { policy } = session.context;
  if (session.access.version !== policy.version) {
    session.access = { verdict: policy.access(session.clientAddress), version: policy.version };
    // A login ends with its credential.
    const { login } = session;
    if (login && policy.credential(login.username)?.passwordHash !== login.passwordHash) session.login = undefined;
  }
  return session.access.verdict;
}
