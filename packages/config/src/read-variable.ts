import type { Variable } from "./variable.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The value of a variable, or what holds without it; an empty one counts as not set.
 * @param base what the fallback may build on
 * @param problems gets a sentence, and undefined is returned, when the text cannot be used
 */
export function readVariable<T>(
  { name, parse, fallback, secret }: Variable<T>,
  env: Environment,
  base: string,
  problems: string[],
): T | undefined {
  const text = env[name]?.trim();
  try {
    return text ? parse(text) : fallback(base);
  } catch (error) {
    const shown = secret ? "has a value that cannot be used" : `is ${JSON.stringify(text)}`;
    problems.push(`${name} ${shown}: write ${(error as Error).message}`);
    return undefined;
  }
}
