import { normaliseDomainName, normaliseDomainPattern, type Normalised } from "./domain-name.ts";

/** RFC 5321 section 4.1.2: Dot-string or Quoted-string, with RFC 6531's characters beyond ASCII. */
const ATEXT = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u{a1}-\\u{10ffff}]";
const LOCAL_PART = new RegExp(
  `^(?:${ATEXT}+(?:\\.${ATEXT}+)*|"(?:[ !#-\\[\\]-~\\u{a1}-\\u{10ffff}]|\\\\[ -~])*")$`,
  "u",
);

/**
 * A sender that a login or a token is bound to, in its one form: `ann@example.com` (the local part as it is: RFC 5321 section 2.4),
 * `example.com`, `*.example.com`.
 */
export function normaliseSender(text: string): Normalised {
  const at = text.lastIndexOf("@");
  const domain = at < 0 ? normaliseDomainPattern(text) : normaliseDomainName(text.slice(at + 1));
  const localPart = text.slice(0, Math.max(at, 0));
  if (domain.ok && domain.value !== "*" && (at < 0 || LOCAL_PART.test(localPart)))
    return { ok: true, value: at < 0 ? domain.value : `${localPart}@${domain.value}` };
  return {
    ok: false,
    message: "Write an address such as ann@example.com or a domain such as example.com or *.example.com.",
  };
}

/**
 * Whether mail from `address` (as our parser writes it) may be sent; the null reverse-path is for servers, not for senders.
 * @param allowed in the form of `normaliseSender`
 */
export function maySendFrom(allowed: readonly string[], address: string): boolean {
  const at = address.lastIndexOf("@");
  if (at < 0) return false;
  const domain = normaliseDomainName(address.slice(at + 1));
  const name = domain.ok ? domain.value : address.slice(at + 1).toLowerCase();
  return allowed.some((sender) => {
    if (sender.includes("@")) return sender === `${address.slice(0, at)}@${name}`;
    return sender.startsWith("*.") ? name.endsWith(sender.slice(1)) : sender === name;
  });
}
