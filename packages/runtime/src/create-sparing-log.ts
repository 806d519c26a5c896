/** Says the same thing once in a while instead of each time. */
export interface SparingLog {
  /**
   * Writes at once what has not been said for a while; what is said again under the same `key` meanwhile is counted.
   * When the while is over, the last of them is written, with how many there were.
   * @param write gets the number of those that are told by this line, 1 for a line that stands for itself
   */
  note(key: string, write: (times: number) => void): void;
}

interface Said {
  times: number;
  write: (times: number) => void;
}

const EVERY_MS = 30_000;
/** Keys that are told apart; beyond these all count as one, so that texts which differ each time cost no memory. */
const KEYS = 100;
const OTHERS = "";

/** @param everyMs one line for each key in this time */
export function createSparingLog(everyMs = EVERY_MS): SparingLog {
  const said = new Map<string, Said>();

  function rest(key: string): void {
    setTimeout(() => {
      const { times, write } = said.get(key)!;
      if (times === 0) return void said.delete(key);
      said.get(key)!.times = 0;
      rest(key);
      write(times);
    }, everyMs).unref();
  }

  return {
    note(wanted, write) {
      const key = said.has(wanted) || said.size < KEYS ? wanted : OTHERS;
      const before = said.get(key);
      if (before) {
        before.times++;
        before.write = write;
        return;
      }
      said.set(key, { times: 0, write });
      rest(key);
      write(1);
    },
  };
}
