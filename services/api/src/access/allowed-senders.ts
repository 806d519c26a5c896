import { normaliseDomainName, normaliseDomainPattern, pointer, type Problem } from "@postlane/contract";
import { parsePath } from "@postlane/mail";

/**
 * Senders in their one form: `ann@example.com` (the local part as it is: RFC 5321 section 2.4), `example.com`, `*.example.com`.
 * @returns the problems in place of them when there are any
 */
export function normaliseSenders(
  senders: readonly string[],
): { readonly senders: readonly string[] } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const normal = senders.map((sender, at) => {
    const result = sender.includes("@") ? mailbox(sender) : normaliseDomainPattern(sender);
    if (result.ok && result.value !== "*") return result.value;
    problems.push({
      field: pointer("allowed_senders", at),
      message: "Write an address such as ann@example.com or a domain such as example.com or *.example.com.",
    });
    return sender;
  });
  return problems.length > 0 ? { problems } : { senders: [...new Set(normal)] };
}

/** Whether mail from `address` (as our parser writes it) may be sent; the null reverse-path is for servers, not for senders. */
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

function mailbox(text: string): { readonly ok: boolean; readonly value: string } {
  const path = `<${text}>`;
  const parsed = parsePath(path, 0);
  if ("problem" in parsed || parsed.end !== path.length) return { ok: false, value: text };
  const at = parsed.address.lastIndexOf("@");
  const domain = normaliseDomainName(parsed.address.slice(at + 1));
  return domain.ok ? { ok: true, value: `${parsed.address.slice(0, at)}@${domain.value}` } : { ok: false, value: text };
}
