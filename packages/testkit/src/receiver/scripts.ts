import type { Answer, ReceiverStep, Script, StepEvent } from "./types.ts";

/** Gives one answer at one step, to every event or to those that `when` picks. */
export function answerAt(step: ReceiverStep, answer: Answer, when: (event: StepEvent) => boolean = () => true): Script {
  return (event) => (event.step === step && when(event) ? answer : undefined);
}

/** The first script that has an answer gives it. */
export function firstOf(...scripts: readonly Script[]): Script {
  return (event) => {
    for (const script of scripts) {
      const answer = script(event);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** Gives its answer `count` times, then none. */
export function times(count: number, script: Script): Script {
  let left = count;
  return (event) => {
    if (left === 0) return undefined;
    const answer = script(event);
    if (answer !== undefined) left--;
    return answer;
  };
}

/** Refuses a sender and recipient for `delayMs` from their first attempt, as greylisting servers do. */
export function greylist(delayMs: number, now: () => number = Date.now): Script {
  const first = new Map<string, number>();
  return (event) => {
    if (event.step !== "rcpt") return undefined;
    const pair = `${event.transaction?.reversePath} ${event.recipient}`;
    const since = first.get(pair) ?? now();
    first.set(pair, since);
    return now() - since < delayMs ? "450 4.2.0 Greylisted, come back later" : undefined;
  };
}
