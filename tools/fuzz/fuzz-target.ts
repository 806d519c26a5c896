import type { Coverage } from "./coverage.ts";
import { mutate, type Random } from "./mutate.ts";
import type { FuzzTarget } from "./targets.ts";

export interface FuzzResult {
  readonly runs: number;
  /** Inputs at hand at the end: those to begin with, and those that reached code no other had reached. */
  readonly corpus: number;
  /** The first input for which the property did not hold. */
  readonly failure?: { readonly input: Buffer; readonly error: Error };
}

const BATCH = 8;
const MAX_CORPUS = 2_000;

/** Changes inputs that reached new code again and again, until `untilMs` (Unix milliseconds) or a failure. */
export function fuzzTarget(target: FuzzTarget, coverage: Coverage, random: Random, untilMs: number): FuzzResult {
  const words = target.words.map((word) => Buffer.from(word));
  const corpus: Buffer[] = target.corpus.map((text) => Buffer.from(text));
  let runs = 0;
  let failure: FuzzResult["failure"];
  const holds = (input: Buffer): boolean => {
    runs++;
    try {
      target.check(Buffer.from(input));
    } catch (error) {
      failure = { input, error: error as Error };
    }
    return failure === undefined;
  };
  for (const input of corpus) if (!holds(input)) return { runs, corpus: corpus.length, ...(failure && { failure }) };
  coverage.sawNew();
  while (Date.now() < untilMs) {
    const batch = Array.from({ length: BATCH }, () => {
      const one = corpus[random(corpus.length)]!;
      return mutate(one, corpus[random(corpus.length)]!, words, random);
    });
    if (!batch.every(holds)) break;
    // Asking costs more than running: a batch is asked about as a whole, and kept as a whole when it reached something.
    if (coverage.sawNew()) corpus.push(...batch);
    if (corpus.length > MAX_CORPUS) corpus.splice(0, corpus.length - MAX_CORPUS);
  }
  return { runs, corpus: corpus.length, ...(failure && { failure }) };
}
