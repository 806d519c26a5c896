/** A supervisor may signal a whole group while its members pass the same signal on: what comes this soon is one and the same wish. */
const SAME_WISH_MS = 500;

/**
 * Tells the first wish to stop from a second one, of somebody who has lost patience.
 * @param now milliseconds of a clock that does not go back
 */
export function countSignals(
  first: (signal: string) => void,
  again: (signal: string) => void,
  now = () => performance.now(),
) {
  let firstAt: number | undefined;
  return (signal: string): void => {
    if (firstAt === undefined) {
      firstAt = now();
      first(signal);
    } else if (now() - firstAt > SAME_WISH_MS) {
      again(signal);
    }
  };
}
