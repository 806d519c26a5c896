import { Resolver as NodeResolver } from "node:dns/promises";
import { type AnswerCache, createAnswerCache } from "./answer-cache.ts";

export interface MxRecord {
  readonly preference: number;
  /** Lower case, without a final dot; "" is the null MX (RFC 7505). */
  readonly exchange: string;
}

/** What DNS said to one question. An empty answer is `nodata`, never a success: a CNAME loop looks like one. */
export type Answer<T> =
  | { readonly kind: "found"; readonly records: readonly T[] }
  | { readonly kind: "nodata" }
  | { readonly kind: "nxdomain" }
  /** DNS could not say: SERVFAIL, REFUSED, time-out, a broken reply. */
  | { readonly kind: "failed"; readonly code: string };

export interface Ask {
  mx(domain: string): Promise<Answer<MxRecord>>;
  a(name: string): Promise<Answer<string>>;
  aaaa(name: string): Promise<Answer<string>>;
  /**
   * Whether the resolver answers at all: c-ares takes a question that is sent back for an empty answer. Empty answers may be believed
   * when it says something else of the root. Else what is kept of these names is forgotten, as it came from no resolver.
   */
  believesEmpty(names: readonly string[]): Promise<boolean>;
}

export interface AskOptions {
  /** `host:port` or `[v6]:port`; empty = those of the system. */
  readonly servers: readonly string[];
  /** Longest wait for one question, in milliseconds. */
  readonly questionMs: number;
  readonly now: () => number;
}

interface Timed<T> {
  readonly answer: Answer<T>;
  readonly ttlSeconds: number;
}

// node:dns does not tell the TTL of MX records: this long is what most of them allow.
const MX_TTL_SECONDS = 300;
const MIN_TTL_SECONDS = 5;
const MAX_TTL_SECONDS = 3_600;
const NEGATIVE_TTL_SECONDS = 60;
// Long enough to spare a broken server a storm of questions, short enough not to cost a delivery its next attempt.
const FAILED_TTL_SECONDS = 5;
// So long as what gathers in a turn or two: a resolver may break at any moment.
const ROOT_TTL_SECONDS = 1;
const CACHED_ANSWERS = 20_000;

/** Asks DNS, keeps answers for their time, and joins questions that are asked at the same time. */
export function createAsk(options: AskOptions): Ask {
  // c-ares tries every server `tries` times with growing waits; questionMs ends it whatever the sum.
  const resolver = new NodeResolver({ timeout: Math.max(250, Math.floor(options.questionMs / 3)), tries: 2 });
  if (options.servers.length > 0) resolver.setServers([...options.servers]);
  const mxCache = createAnswerCache<Answer<MxRecord>>(CACHED_ANSWERS, options.now);
  const addressCache = createAnswerCache<Answer<string>>(CACHED_ANSWERS, options.now);
  const rootCache = createAnswerCache<boolean>(1, options.now);

  async function timed<R, T>(
    question: Promise<readonly R[]>,
    read: (record: R) => T,
    ttlOf: (records: readonly R[]) => number,
  ): Promise<Timed<T>> {
    try {
      const records = await within(question, options.questionMs);
      if (records.length === 0) return { answer: { kind: "nodata" }, ttlSeconds: NEGATIVE_TTL_SECONDS };
      return { answer: { kind: "found", records: records.map(read) }, ttlSeconds: ttlOf(records) };
    } catch (error) {
      return failure((error as NodeJS.ErrnoException).code ?? "EUNKNOWN");
    }
  }

  const address = (cache: AnswerCache<Answer<string>>, type: "A" | "AAAA", name: string) =>
    cache.get(`${type} ${name}`, () =>
      timed(
        type === "A" ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }),
        (record) => record.address,
        (records) => Math.min(...records.map((record) => record.ttl)),
      ).then(clamp),
    );

  return {
    mx: (domain) =>
      mxCache.get(domain, () =>
        timed(
          resolver.resolveMx(domain),
          (mx) => ({ preference: mx.priority, exchange: mx.exchange.toLowerCase().replace(/\.$/, "") }),
          () => MX_TTL_SECONDS,
        ),
      ),
    a: (name) => address(addressCache, "A", name),
    aaaa: (name) => address(addressCache, "AAAA", name),
    async believesEmpty(names) {
      const believed = await rootCache.get("NS", async () => {
        const { answer } = await timed(
          resolver.resolveNs("."),
          (name) => name,
          () => ROOT_TTL_SECONDS,
        );
        return { answer: isOfAResolver(answer), ttlSeconds: ROOT_TTL_SECONDS };
      });
      if (!believed) {
        for (const name of names) {
          mxCache.forget(name);
          for (const type of ["A", "AAAA"]) addressCache.forget(`${type} ${name}`);
        }
      }
      return believed;
    },
  };
}

/** The root has name servers; a resolver of a closed network may know nothing of it, or refuse, and says so with a code of its own. */
function isOfAResolver(answer: Answer<string>): boolean {
  if (answer.kind === "failed") return answer.code === "EREFUSED";
  return answer.kind !== "nodata";
}

function clamp<T>({ answer, ttlSeconds }: Timed<T>): Timed<T> {
  return { answer, ttlSeconds: Math.min(MAX_TTL_SECONDS, Math.max(MIN_TTL_SECONDS, ttlSeconds)) };
}

function failure(code: string): Timed<never> {
  if (code === "ENODATA") return { answer: { kind: "nodata" }, ttlSeconds: NEGATIVE_TTL_SECONDS };
  if (code === "ENOTFOUND") return { answer: { kind: "nxdomain" }, ttlSeconds: NEGATIVE_TTL_SECONDS };
  return { answer: { kind: "failed", code }, ttlSeconds: FAILED_TTL_SECONDS };
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(Object.assign(new Error("DNS time-out"), { code: "ETIMEOUT" })), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
