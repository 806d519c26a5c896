import { isUtf8 } from "node:buffer";
import type { Reply } from "@postlane/mail";
import { replies } from "../smtp/replies.ts";
import type { Session } from "./session.ts";

/** A step of AUTH: the answer, or a question to the client and what to do with its response. */
export type AuthStep = Reply | Promise<Reply> | AuthQuestion;

export interface AuthQuestion {
  /** Base64, behind 334. */
  readonly question: string;
  readonly answer: (line: Buffer) => AuthStep;
}

const MAX_PASSWORD_BYTES = 1_024;
const MAX_USERNAME_BYTES = 255;

/** Passwords in clear text go over nobody's network: only TLS, or a client on this machine (RFC 4954 section 4). */
export function mayAuthenticate(session: Session): boolean {
  return session.secure || session.loopback;
}

/** AUTH PLAIN and AUTH LOGIN (RFC 4954 section 4). */
export function onAuth(session: Session, line: Buffer): AuthStep {
  if (!session.esmtp) return replies.needEhlo;
  if (!mayAuthenticate(session)) return replies.tlsFirst;
  if (session.login) return replies.authTwice;
  if (session.transaction) return replies.authInTransaction;
  const [, mechanism = "", initial, ...more] = line.toString("latin1").trimEnd().split(/ +/);
  if (mechanism === "" || more.length > 0) return replies.authSyntax;
  switch (mechanism.toUpperCase()) {
    case "PLAIN":
      return withResponse(initial, "", (response) => plain(session, response));
    case "LOGIN":
      return withResponse(initial, "VXNlcm5hbWU6", (username) => ({
        question: "UGFzc3dvcmQ6",
        answer: (line) => withResponse(line.toString("latin1"), "", (password) => verify(session, username, password)),
      }));
    default:
      return replies.authUnknown;
  }
}

function withResponse(given: string | undefined, question: string, use: (response: string) => AuthStep): AuthStep {
  if (given === undefined) return { question, answer: (line) => withResponse(line.toString("latin1"), question, use) };
  if (given === "*") return replies.loginCancelled;
  // `=` stands for an empty initial response.
  const base64 = given === "=" ? "" : given;
  const bytes = Buffer.from(base64, "base64");
  // Node skips what is no Base64 (hazard S14): only the one right spelling of the bytes is taken.
  if (bytes.toString("base64") !== base64) return replies.badBase64;
  return isUtf8(bytes) ? use(bytes.toString("utf8")) : replies.badLoginData;
}

/** RFC 4616: authzid NUL authcid NUL password. */
function plain(session: Session, response: string): AuthStep {
  const parts = response.split("\0");
  if (parts.length !== 3) return replies.badLoginData;
  const [authzid, authcid, password] = parts as [string, string, string];
  // Nobody may act for another (hazard S15).
  if (authzid !== "" && authzid !== authcid) return failed(session, authcid);
  return verify(session, authcid, password);
}

function verify(session: Session, username: string, password: string): AuthStep {
  if (/\p{Cc}/u.test(username) || password.includes("\0")) return replies.badLoginData;
  if (Buffer.byteLength(username) > MAX_USERNAME_BYTES || Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    return replies.badLoginData;
  }
  return username === "" || password === "" ? failed(session, username) : verifyLater(session, username, password);
}

async function verifyLater(session: Session, username: string, password: string): Promise<Reply> {
  const { authenticator, metrics, policy } = session.context;
  const result = await authenticator.verify(username, password, session.clientAddress);
  const credential = policy.credential(username);
  if (result === "failed") return failed(session, username);
  metrics.authentications.inc({ result });
  if (result === "busy" || !credential) return replies.loginBusy;
  session.login = { username, passwordHash: credential.passwordHash };
  return replies.loggedIn;
}

function failed(session: Session, username: string): Reply {
  const { logger, metrics, limits } = session.context;
  session.loginFailures++;
  metrics.authentications.inc({ result: "failed" });
  logger.warn(
    { session_id: session.id, client_address: session.clientAddress, username: username.slice(0, 255) },
    "login failed",
  );
  return session.loginFailures >= limits.maxLoginFailures ? replies.tooManyLogins : replies.badLogin;
}
