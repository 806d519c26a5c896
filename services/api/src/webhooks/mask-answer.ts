const MASK = "***";
/** A shorter word would stand in ordinary answers. */
const SHORTEST = 6;

/**
 * Hides what only the webhook and its endpoint know in what the endpoint answered: some answer with the request, and every viewer reads
 * the list of attempts. @param secrets as they were sent; of `Bearer abc` the second word is hidden, too
 */
export function maskAnswer(body: string, secrets: readonly string[]): string {
  const words = new Set(secrets.flatMap((secret) => [secret, ...secret.split(/\s+/)]));
  const hidden = [...words].filter(({ length }) => length >= SHORTEST).toSorted((a, b) => b.length - a.length);
  let masked = body;
  for (const word of hidden) masked = masked.replaceAll(word, MASK);
  // The answer was cut: its end may be the beginning of one.
  for (const word of hidden)
    for (let length = word.length - 1; length >= SHORTEST; length--)
      if (masked.endsWith(word.slice(0, length))) return masked.slice(0, -length) + MASK;
  return masked;
}
