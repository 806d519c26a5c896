import type { EndpointAnswer } from "./post-event.ts";

/** What an endpoint's answer means: taken; try again, the endpoint perhaps having said when; or never send here again. */
export type Verdict =
  | { readonly kind: "taken" }
  | { readonly kind: "again"; readonly error: string; readonly waitMs?: number }
  | { readonly kind: "gone"; readonly error: string };

const LONGEST_WAIT_MS = 6 * 3_600_000;

/** Standard Webhooks: any 2xx is success, 410 asks to stop, everything else is a failure to try again. */
export function judgeAnswer({ status, error, retryAfter }: EndpointAnswer, nowMs: number): Verdict {
  if (status === undefined) return { kind: "again", error: error ?? "no answer" };
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (status === 410) return { kind: "gone", error: "410: the endpoint is gone, so the webhook was disabled" };
  const what = status >= 300 && status < 400 ? `${status}: redirects are not followed` : `status ${status}`;
  const waitMs = status === 429 || status === 503 ? waitOf(retryAfter, nowMs) : undefined;
  return { kind: "again", error: what, ...(waitMs !== undefined && { waitMs }) };
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function waitOf(retryAfter: string | undefined, nowMs: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  const text = retryAfter.trim();
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : undefined;
}

const FIRST_DELAY_MS = 5_000;
const DELAY_FACTOR = 4;
const LONGEST_DELAY_MS = 6 * 3_600_000;
const JITTER = 0.2;

/** How long an event waits after its n-th failed attempt: 5 s, 20 s, 80 s … 6 h, each a fifth more or less. @param random from 0 to 1 */
export function retryDelayMs(attempt: number, random: number): number {
  const delay = Math.min(FIRST_DELAY_MS * DELAY_FACTOR ** Math.min(attempt - 1, 20), LONGEST_DELAY_MS);
  return Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}
