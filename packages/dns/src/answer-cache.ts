export interface AnswerCache<A> {
  /** The kept answer, or that of `ask`; those who come while it is being asked share it. */
  get(key: string, ask: () => Promise<{ readonly answer: A; readonly ttlSeconds: number }>): Promise<A>;
  forget(key: string): void;
}

/** Keeps answers for their time; the oldest go when there are more than `maxEntries`. @param now Unix milliseconds */
export function createAnswerCache<A>(maxEntries: number, now: () => number): AnswerCache<A> {
  const kept = new Map<string, { readonly answer: A; readonly untilMs: number }>();
  const asking = new Map<string, Promise<A>>();

  return {
    get(key, ask) {
      const entry = kept.get(key);
      if (entry && entry.untilMs > now()) return Promise.resolve(entry.answer);
      const joined = asking.get(key);
      if (joined) return joined;
      const asked = ask()
        .then(({ answer, ttlSeconds }) => {
          kept.delete(key);
          kept.set(key, { answer, untilMs: now() + ttlSeconds * 1_000 });
          if (kept.size > maxEntries) kept.delete(kept.keys().next().value!);
          return answer;
        })
        .finally(() => asking.delete(key));
      asking.set(key, asked);
      return asked;
    },
    forget: (key) => void kept.delete(key),
  };
}
