/** A message handed in. */
export interface Submitted {
  readonly testId: string;
  readonly recipients: readonly string[];
  /** From the 250; absent when the client never got one. */
  readonly messageId?: string;
}

/** A mail that a receiver has, or may have. Times are Unix milliseconds. */
export interface Copy {
  readonly testId: string;
  readonly recipient: string;
  /** `unknown`: the receiver broke off behind the final dot. */
  readonly taken: "taken" | "unknown";
  readonly worker: string;
  readonly dotAt: number;
  readonly answeredAt: number;
  /** The connection broke so soon after the answer that nobody may have read it. */
  readonly cut: boolean;
}

/** A report to a sender that a recipient did not get a mail. */
export interface Report {
  readonly testId: string;
  readonly recipient: string;
}

/** A transaction, or a whole connection, by the receiver's clock, Unix milliseconds. */
export interface Span {
  readonly worker: string;
  readonly start: number;
  readonly end: number;
  readonly dotAt: number | undefined;
}

/** The moment a process was killed. */
export interface Death {
  readonly worker: string;
  readonly at: number;
}

/** A time in which a process was stopped (SIGSTOP): its sockets are open, it sends nothing. */
export interface Standstill {
  readonly worker: string;
  readonly from: number;
  readonly to: number;
}

/** A time in which Redis could not be asked: nothing can be written down. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** What Postlane itself says of a message. */
export interface Told {
  /** State of each recipient. */
  readonly states: Readonly<Record<string, string>>;
  /** Recipients of whom it says that the mail may have arrived already. */
  readonly uncertain: readonly string[];
}

export interface Limits {
  readonly domain: string;
  readonly maxConnections: number;
  readonly maxContinuous: number;
  readonly pauseMs: number;
}

export interface Missing {
  /** Recipients of acknowledged mail that neither got it nor were told of as refused for good. */
  readonly lost: readonly string[];
  /** … for whom Postlane says that it is still to be sent: not lost, but it should have ended. */
  readonly waiting: readonly string[];
}

/**
 * @param refused whom the receivers have refused for good. That Postlane says of a recipient that it bounced is no proof: it may have given up
 *   mail that a server would have taken
 */
export function findMissing(
  submitted: readonly Submitted[],
  copies: readonly Copy[],
  told: ReadonlyMap<string, Told>,
  refused: ReadonlySet<string>,
): Missing {
  const arrived = new Set(copies.filter((copy) => copy.taken === "taken").map(keyOf));
  const missing = submitted
    .filter((mail) => mail.messageId !== undefined)
    .flatMap((mail) => mail.recipients.map((recipient) => ({ mail, recipient })))
    .filter(({ mail, recipient }) => !arrived.has(keyOf({ testId: mail.testId, recipient })))
    .map(({ mail, recipient }) => {
      const state = told.get(mail.testId)?.states[recipient] ?? "nothing";
      return { state, recipient, text: `${mail.messageId} for ${recipient}: Postlane says ${state}` };
    })
    .filter(({ state, recipient }) => state !== "bounced" || !refused.has(recipient));
  return {
    lost: missing.filter(({ state }) => !WAITS.has(state)).map(({ text }) => text),
    waiting: missing.filter(({ state }) => WAITS.has(state)).map(({ text }) => text),
  };
}

const WAITS: ReadonlySet<string> = new Set(["queued", "deferred"]);

/** Mails that arrived although their submission was cut off in the content, or was never made. */
export function findStrangers(submitted: readonly Submitted[], copies: readonly Copy[]): readonly string[] {
  const known = new Set(submitted.map(({ testId }) => testId));
  const strangers = new Set(copies.map(({ testId }) => testId).filter((testId) => !known.has(testId)));
  return [...strangers];
}

export interface Doubles {
  /** Mails that a recipient has, or may have, more than once. */
  readonly count: number;
  /** … of which Postlane does not say that they are uncertain. */
  readonly untold: readonly string[];
  /** … sent again although neither the connection nor the worker died between the final dot and the answer. */
  readonly unexcused: readonly string[];
}

/** What happened to those who send. */
export interface Accidents {
  readonly deaths: readonly Death[];
  readonly standstills: readonly Standstill[];
  readonly outages: readonly Outage[];
}

export function findDoubles(
  copies: readonly Copy[],
  told: ReadonlyMap<string, Told>,
  accidents: Accidents = { deaths: [], standstills: [], outages: [] },
): Doubles {
  const byMail = Map.groupBy(copies, keyOf);
  const doubles = [...byMail.values()].filter((all) => all.length > 1);
  const line = ([{ testId, recipient }, ...more]: readonly [Copy, ...Copy[]]): string =>
    `${testId} for ${recipient}: ${more.length + 1} times`;
  const judged = doubles.map((all) => ({
    text: line(all as [Copy, ...Copy[]]),
    isTold: told.get(all[0]!.testId)?.uncertain.includes(all[0]!.recipient) === true,
    isExcused: all
      .toSorted((a, b) => a.dotAt - b.dotAt)
      .slice(0, -1)
      .every((copy) => hadAccident(copy, accidents)),
  }));
  return {
    count: doubles.length,
    untold: judged.filter(({ isTold }) => !isTold).map(({ text }) => text),
    unexcused: judged.filter(({ isExcused }) => !isExcused).map(({ text }) => text),
  };
}

/** An answer takes so long to be written down, while Redis is there. */
const SETTLING_MS = 1_000;

function hadAccident(copy: Copy, { deaths, standstills, outages }: Accidents): boolean {
  if (copy.taken === "unknown" || copy.cut) return true;
  let until = copy.answeredAt + SETTLING_MS;
  for (const { from, to } of outages.toSorted((a, b) => a.from - b.from))
    if (from < until && to > copy.answeredAt) until = Math.max(until, to + SETTLING_MS);
  return (
    deaths.some(({ worker, at }) => worker === copy.worker && at >= copy.dotAt && at <= until) ||
    standstills.some(({ worker, from, to }) => worker === copy.worker && to >= copy.dotAt && from <= until)
  );
}

/** Recipients refused for good whose sender was never told. */
export function findUnreported(
  submitted: readonly Submitted[],
  told: ReadonlyMap<string, Told>,
  reports: readonly Report[],
): readonly string[] {
  const reported = new Set(reports.map(keyOf));
  return submitted
    .filter(({ messageId }) => messageId !== undefined)
    .flatMap(({ testId, recipients }) => recipients.map((recipient) => ({ testId, recipient })))
    .filter(({ testId, recipient }) => told.get(testId)?.states[recipient] === "bounced")
    .filter((one) => !reported.has(keyOf(one)))
    .map(({ testId, recipient }) => `${testId} for ${recipient}`);
}

/**
 * Judges one domain's limits by the receiver's clock. The idle socket of a process that was stopped is no session that sends once its lease has
 * run out: from then on it does not count. Until then it does, and through a short standstill as if there had been none; and nothing
 * of it may be finished after the wake-up when its lease was gone by then.
 */
export function findBroken(
  limits: Limits,
  spans: readonly Span[],
  connections: readonly Span[],
  standstills: readonly Standstill[],
  leaseMs: number,
): readonly string[] {
  const broken: string[] = [];
  for (const span of spans) {
    const still = standstills.find((one) => overlaps(span, one) && one.to - one.from > leaseMs);
    if (still && span.dotAt !== undefined && span.dotAt > still.to)
      broken.push(
        `${limits.domain}: ${span.worker} sent a final dot after it had been stopped for longer than its lease`,
      );
  }
  const held = (span: Span): Span => whileHeld(span, standstills, leaseMs);
  const most = mostAtOnce(connections.map(held));
  if (most > limits.maxConnections)
    broken.push(`${limits.domain}: ${most} connections at once (allowed ${limits.maxConnections})`);
  if (limits.maxContinuous > 0) {
    const burst = greatestBurst(spans.map(held), limits.pauseMs);
    if (burst > limits.maxContinuous)
      broken.push(`${limits.domain}: ${burst} mails without a pause (allowed ${limits.maxContinuous})`);
  }
  return broken;
}

/** A lease is renewed four times in its life: half of it is left whenever its holder stops. What is stopped for longer may have lost it. */
function whileHeld(span: Span, standstills: readonly Standstill[], leaseMs: number): Span {
  const lost = standstills
    .filter((one) => overlaps(span, one) && one.to - one.from > leaseMs / 2)
    .map(({ from }) => Math.max(span.start, from + leaseMs / 2));
  return { ...span, end: Math.min(span.end, ...lost) };
}

function overlaps(span: Span, still: Standstill): boolean {
  return still.worker === span.worker && span.start < still.to && span.end > still.from;
}

function mostAtOnce(spans: readonly Span[]): number {
  const edges = spans.flatMap(({ start, end }) => [
    { at: start, step: 1 },
    { at: end, step: -1 },
  ]);
  // An end at the same moment comes first: the connection is free.
  edges.sort((a, b) => a.at - b.at || a.step - b.step);
  let open = 0;
  return edges.reduce((most, { step }) => Math.max(most, (open += step)), 0);
}

function greatestBurst(spans: readonly Span[], pauseMs: number): number {
  let [greatest, count, end] = [0, 0, -Infinity];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    count = span.start - end < pauseMs ? count + 1 : 1;
    end = count === 1 ? span.end : Math.max(end, span.end);
    greatest = Math.max(greatest, count);
  }
  return greatest;
}

function keyOf({ testId, recipient }: { readonly testId: string; readonly recipient: string }): string {
  return `${testId} ${recipient}`;
}
