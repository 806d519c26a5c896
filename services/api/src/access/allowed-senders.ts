import { normaliseSender, pointer, type Problem } from "@postlane/contract";

/**
 * The senders of a token in their one form.
 * @returns the problems in place of them when there are any
 */
export function normaliseSenders(
  senders: readonly string[],
): { readonly senders: readonly string[] } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const normal = senders.map((sender, at) => {
    const result = normaliseSender(sender);
    if (result.ok) return result.value;
    problems.push({ field: pointer("allowed_senders", at), message: result.message });
    return sender;
  });
  return problems.length > 0 ? { problems } : { senders: [...new Set(normal)] };
}
