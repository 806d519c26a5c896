/** Says when there is room to work on so many bytes. */
export interface Turns {
  /** Resolves when it is this one's turn, in the order they came. @returns ends the turn; may be called again */
  take(bytes: number): Promise<() => void>;
}

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/** Several at a time as long as their bytes together are within `atOnceBytes`; one that is larger goes alone. */
export function createTurns(atOnceBytes: number): Turns {
  const queue: Waiting[] = [];
  let working = 0;
  let busyBytes = 0;

  function next(): void {
    for (let first = queue[0]; first; first = queue[0]) {
      if (working > 0 && busyBytes + first.bytes > atOnceBytes) return;
      queue.shift();
      working++;
      busyBytes += first.bytes;
      first.begin();
    }
  }

  return {
    take(bytes) {
      return new Promise((resolve) => {
        let ended = false;
        const end = (): void => {
          if (ended) return;
          ended = true;
          working--;
          busyBytes -= bytes;
          next();
        };
        queue.push({ bytes, begin: () => resolve(end) });
        next();
      });
    },
  };
}
