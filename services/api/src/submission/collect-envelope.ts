import { pointer, type Problem } from "@postlane/contract";
import { type Envelope, parsePath } from "@postlane/mail";

/** A mailbox with the name that stands before it. */
export interface NamedMailbox {
  readonly name: string;
  readonly address: string;
  readonly domain: string;
  readonly nonAscii: boolean;
}

/** Addresses of a request, checked one by one; what is wrong is gathered under its field. */
export interface AddressBook {
  /** @returns undefined when it is no mailbox; the problem is noted */
  mailbox(text: string, ...field: readonly (string | number)[]): NamedMailbox | undefined;
  /** A reverse-path: a mailbox or nothing. */
  reversePath(text: string, ...field: readonly (string | number)[]): NamedMailbox | undefined;
  readonly problems: Problem[];
}

const NULL_PATH: NamedMailbox = { name: "", address: "", domain: "", nonAscii: false };
/** Of trimmed text. No two parts of it can match the same blanks: a text of nothing else would take its cube (CWE-1333). */
const NAMED = /^(?:"((?:[^"\\]|\\.)*)"\s*|([^<>"]*))<([^<>]*)>$/;

/** Reads mailboxes by the same parser as SMTP does, so that no second reading of an address exists. */
export function createAddressBook(): AddressBook {
  const problems: Problem[] = [];
  const mailbox: AddressBook["mailbox"] = (text, ...field) => {
    const [, quoted, plain = "", inner] = NAMED.exec(text.trim()) ?? [];
    const path = `<${inner ?? text}>`;
    const parsed = parsePath(path, 0);
    const problem =
      "problem" in parsed ? parsed.problem : parsed.end === path.length && parsed.address !== "" ? "" : "it is empty";
    const name = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain.trimEnd();
    // oxlint-disable-next-line no-control-regex -- names go into header fields
    if ("problem" in parsed || problem !== "" || /[\x00-\x1f\x7f]/.test(name)) {
      const why = problem === "" ? "the name holds control characters" : problem;
      problems.push({ field: pointer(...field), message: `Write an address such as \`ann@example.com\`: ${why}.` });
      return undefined;
    }
    return { name, address: parsed.address, domain: parsed.domain, nonAscii: parsed.nonAscii };
  };
  return {
    mailbox,
    reversePath: (text, ...field) => (text === "" ? NULL_PATH : mailbox(text, ...field)),
    problems,
  };
}

/** The envelope: each mailbox once (exact local part, normal form of the domain). */
export function toEnvelope(sender: NamedMailbox, recipients: readonly NamedMailbox[]): Envelope {
  const smtpUtf8 = [sender, ...recipients].some(({ nonAscii }) => nonAscii);
  const unique = [...new Set(recipients.map(({ address }) => address))];
  return {
    reversePath: sender.address,
    recipients: unique.map((address) => ({ address })),
    ...(smtpUtf8 ? { smtpUtf8 } : {}),
  };
}
