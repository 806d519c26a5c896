import { describe, expect, it } from "vitest";
import { createBodyBudget, SMALL_BODY_BYTES } from "../src/http/body-budget.ts";
import { createTurns } from "../src/http/take-turns.ts";

const MIB = 2 ** 20;

/** 70 MiB for all, 10 MiB for small bodies alone. */
const budget = () => createBodyBudget(80 * MIB);

describe("room for bodies", () => {
  it("is refused to what is larger than all of it, for ever", () => {
    const { open } = budget();
    expect(open("ann").grow(70 * MIB)).toBeUndefined();
    expect(open("bob").grow(70 * MIB + 1)).toBe("never");
  });

  it("is there for small bodies when large ones have taken all of theirs", () => {
    const { open } = budget();
    expect(open("ann").grow(70 * MIB)).toBeUndefined();
    expect(open("bob").grow(SMALL_BODY_BYTES + 1)).toBe("full");
    expect(open("bob").grow(SMALL_BODY_BYTES)).toBeUndefined();
  });

  it("is half of it for one that has some already, the rest is for others", () => {
    const { open } = budget();
    expect(open("ann").grow(30 * MIB)).toBeUndefined();
    expect(open("ann").grow(5 * MIB)).toBeUndefined();
    expect(open("ann").grow(SMALL_BODY_BYTES + 1)).toBe("share");
    expect(open("bob").grow(35 * MIB)).toBeUndefined();
    expect(open("eve").grow(1 * MIB)).toBe("full");
  });

  it("is all there is for one large body, whatever small ones its owner has under way", () => {
    const { open } = budget();
    for (let n = 0; n < 100; n++) open("ann").grow(1_000);
    expect(open("ann").grow(69 * MIB)).toBeUndefined();
    expect(open("ann").grow(SMALL_BODY_BYTES + 1)).toBe("share");
  });

  it("is half of it for many small ones, and half of the reserve", () => {
    const { open } = budget();
    const small = Array.from({ length: 400 }, () => open("ann").grow(SMALL_BODY_BYTES));
    expect(small.filter((why) => why === undefined)).toHaveLength(140 + 20);
    expect(open("bob").grow(35 * MIB)).toBeUndefined();
  });

  it("is half of the reserve, too", () => {
    const { open } = budget();
    open("ann").grow(70 * MIB);
    const small = Array.from({ length: 40 }, () => open("bob").grow(SMALL_BODY_BYTES));
    expect(small.filter((why) => why === undefined)).toHaveLength(20);
    expect(small.at(-1)).toBe("share");
    expect(open("eve").grow(SMALL_BODY_BYTES)).toBeUndefined();
  });

  it("grows with a body that comes in pieces, out of the reserve when it is small no longer", () => {
    const all = budget();
    const first = all.open("ann");
    first.grow(70 * MIB);
    const second = all.open("bob");
    expect(second.grow(100)).toBeUndefined();
    expect(second.grow(SMALL_BODY_BYTES + 1)).toBe("full");
    expect(all.heldBytes).toBe(70 * MIB + 100);
    first.giveBack();
    expect(second.grow(SMALL_BODY_BYTES + 1)).toBeUndefined();
    expect(all.heldBytes).toBe(SMALL_BODY_BYTES + 1);
  });

  it("is given back once, however often that is said", () => {
    const all = budget();
    const [ann, again] = [all.open("ann"), all.open("ann")];
    ann.grow(10 * MIB);
    again.grow(20 * MIB);
    ann.giveBack();
    ann.giveBack();
    expect(all.heldBytes).toBe(20 * MIB);
    again.giveBack();
    expect(all.heldBytes).toBe(0);
    expect(all.open("ann").grow(70 * MIB)).toBeUndefined();
  });
});

describe("turns", () => {
  it("are several at a time within the bytes, one alone above them, in the order they came", async () => {
    const turns = createTurns(10);
    const begun: string[] = [];
    const take = (name: string, bytes: number) => {
      const turn = turns.take(bytes);
      void turn.then(() => begun.push(name));
      return turn;
    };
    const all = [take("a", 4), take("b", 4), take("large", 100), take("c", 1)];
    const [a, b, large, c] = all;
    await b;
    expect(begun).toEqual(["a", "b"]);
    (await a!)();
    (await a!)();
    await Promise.resolve();
    expect(begun).toEqual(["a", "b"]);
    (await b!)();
    await large;
    expect(begun).toEqual(["a", "b", "large"]);
    (await large!)();
    (await c!)();
    expect(begun).toEqual(["a", "b", "large", "c"]);
  });
});
