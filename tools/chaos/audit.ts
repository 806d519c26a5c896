/** A message handed in. */
export interface Submitted {
  readonly testId: string;
  readonly recipients: readonly string[];
  /** From the 250; absent when the client never got one. */
  readonly messageId?: string;
}

/** A mail that a receiver has, or may have. */
export interface Copy {
  readonly testId: string;
  readonly recipient: string;
  /** `unknown`: the receiver broke off behind the final dot. */
  readonly taken: "taken" | "unknown";
}

/** A transaction by the receiver's clock, Unix milliseconds. */
export interface Span {
  readonly worker: string;
  readonly start: number;
  readonly end: number;
  readonly dotAt: number | undefined;
}

/** A time in which a process was stopped (SIGSTOP): its sockets are open, it sends nothing. */
export interface Standstill {
  readonly worker: string;
  readonly from: number;
  readonly to: number;
}

/** A time in which Redis could not be asked: leases that nobody could renew run out. */
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

/** Recipients of acknowledged mail that neither got it nor were told of as refused for good. */
export function findLost(
  submitted: readonly Submitted[],
  copies: readonly Copy[],
  told: ReadonlyMap<string, Told>,
): readonly string[] {
  const arrived = new Set(copies.filter((copy) => copy.taken === "taken").map(keyOf));
  return submitted
    .filter((mail) => mail.messageId !== undefined)
    .flatMap((mail) => mail.recipients.map((recipient) => ({ mail, recipient })))
    .filter(({ mail, recipient }) => !arrived.has(keyOf({ testId: mail.testId, recipient })))
    .filter(({ mail, recipient }) => told.get(mail.testId)?.states[recipient] !== "bounced")
    .map(({ mail, recipient }) => {
      const state = told.get(mail.testId)?.states[recipient] ?? "nothing";
      return `${mail.messageId} for ${recipient}: Postlane says ${state}`;
    });
}

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
}

export function findDoubles(copies: readonly Copy[], told: ReadonlyMap<string, Told>): Doubles {
  const times = new Map<string, { copy: Copy; count: number }>();
  for (const copy of copies) {
    const known = times.get(keyOf(copy));
    if (known) known.count++;
    else times.set(keyOf(copy), { copy, count: 1 });
  }
  const doubles = [...times.values()].filter(({ count }) => count > 1);
  const untold = doubles.filter(({ copy }) => !told.get(copy.testId)?.uncertain.includes(copy.recipient));
  return {
    count: doubles.length,
    untold: untold.map(({ copy, count }) => `${copy.testId} for ${copy.recipient}: ${count} times`),
  };
}

/**
 * Judges one domain's limits by the receiver's clock. The socket of a process that was stopped is no session that sends: a
 * transaction that lay open through a standstill does not count, but nothing of it may have been finished after the wake-up
 * when its lease was gone by then. Nor does one send that has sent its final dot and waits for the answer when Redis is away
 * for so long that its lease runs out: to break it off would be to risk a second mail.
 */
export function findBroken(
  limits: Limits,
  spans: readonly Span[],
  standstills: readonly Standstill[],
  leaseMs: number,
  outages: readonly Outage[] = [],
): readonly string[] {
  const broken: string[] = [];
  const sending = spans.filter((span) => {
    const still = standstills.find((one) => one.worker === span.worker && span.start < one.to && span.end > one.from);
    if (!still) return true;
    const outlived = still.to - still.from > leaseMs;
    if (outlived && span.dotAt !== undefined && span.dotAt > still.to)
      broken.push(
        `${limits.domain}: ${span.worker} sent a final dot after it had been stopped for longer than its lease`,
      );
    return false;
  });
  const most = mostAtOnce(sending.map((span) => untilLeaseLost(span, outages, leaseMs)));
  if (most > limits.maxConnections)
    broken.push(`${limits.domain}: ${most} transactions at once (allowed ${limits.maxConnections})`);
  if (limits.maxContinuous > 0) {
    const burst = greatestBurst(sending, limits.pauseMs);
    if (burst > limits.maxContinuous)
      broken.push(`${limits.domain}: ${burst} mails without a pause (allowed ${limits.maxContinuous})`);
  }
  return broken;
}

/** Leases are renewed when a quarter of them is over. */
function untilLeaseLost(span: Span, outages: readonly Outage[], leaseMs: number): Span {
  const { dotAt } = span;
  const lost = outages
    .filter(({ from, to }) => to - from > leaseMs / 2 && from + leaseMs / 2 < span.end && to > span.start)
    .map(({ from }) => from + leaseMs / 2);
  if (dotAt === undefined || lost.length === 0) return span;
  return { ...span, end: Math.min(span.end, Math.max(dotAt, Math.min(...lost))) };
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
