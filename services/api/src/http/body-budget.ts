/** Bodies up to this size are never kept out by larger ones. */
export const SMALL_BODY_BYTES = 262_144;
/** The part of the budget that is for small bodies alone. */
const RESERVE = 1 / 8;
/** Of what there is for all, an owner that has something under way may have this much. */
const SHARE = 1 / 2;

/** Why there is no room: for nobody now, for this owner now, for a body of this size ever. */
export type NoRoom = "full" | "share" | "never";

/** What bodies of requests may take of the process's memory, all together (CWE-770). */
export interface BodyBudget {
  /** @param owner who sends the body: a token, an address */
  open(owner: string): BodyPlace;
  readonly heldBytes: number;
}

/** The room one body takes. */
export interface BodyPlace {
  /** @returns why it cannot have room for so many bytes; then it keeps what it has */
  grow(toBytes: number): NoRoom | undefined;
  /** May be called again. */
  giveBack(): void;
}

interface Pool {
  readonly capacityBytes: number;
  heldBytes: number;
  readonly byOwner: Map<string, number>;
  /** Of these, in bodies that are not small. */
  readonly largeByOwner: Map<string, number>;
}

/**
 * An owner without a large body under way may take whatever is free for one, so that the largest is possible at all; beyond that it has its
 * share, so that others find room beside it.
 */
export function createBodyBudget(totalBytes: number): BodyBudget {
  const reserveBytes = Math.floor(totalBytes * RESERVE);
  const common = createPool(totalBytes - reserveBytes);
  const reserve = createPool(reserveBytes);

  function open(owner: string): BodyPlace {
    let pool = common;
    let bytes = 0;

    function hold(inPool: Pool, wanted: number): void {
      count(pool, owner, bytes, -1);
      [pool, bytes] = [inPool, wanted];
      count(pool, owner, bytes, 1);
    }

    /** What this body has already does not stand in its own way. */
    function refusal(target: Pool, wanted: number): NoRoom | undefined {
      const own = target === pool ? bytes : 0;
      if (target.heldBytes - own + wanted > target.capacityBytes) return "full";
      const large = isLarge(wanted);
      const others = large
        ? (target.largeByOwner.get(owner) ?? 0) - (isLarge(own) ? own : 0)
        : (target.byOwner.get(owner) ?? 0) - own;
      if (others > 0 && others + wanted > target.capacityBytes * SHARE) return "share";
      return undefined;
    }

    return {
      grow(toBytes) {
        if (toBytes > common.capacityBytes) return "never";
        const pools = isLarge(toBytes) ? [common] : [common, reserve];
        const refusals = pools.map((each) => refusal(each, toBytes));
        const free = pools[refusals.indexOf(undefined)];
        if (!free) return refusals.at(-1);
        hold(free, toBytes);
        return undefined;
      },
      giveBack: () => hold(pool, 0),
    };
  }

  return {
    open,
    get heldBytes() {
      return common.heldBytes + reserve.heldBytes;
    },
  };
}

function isLarge(bytes: number): boolean {
  return bytes > SMALL_BODY_BYTES;
}

function createPool(capacityBytes: number): Pool {
  return { capacityBytes, heldBytes: 0, byOwner: new Map(), largeByOwner: new Map() };
}

function count(pool: Pool, owner: string, bytes: number, sign: 1 | -1): void {
  if (bytes === 0) return;
  pool.heldBytes += sign * bytes;
  add(pool.byOwner, owner, sign * bytes);
  if (isLarge(bytes)) add(pool.largeByOwner, owner, sign * bytes);
}

function add(sums: Map<string, number>, owner: string, bytes: number): void {
  const now = (sums.get(owner) ?? 0) + bytes;
  if (now === 0) sums.delete(owner);
  else sums.set(owner, now);
}
