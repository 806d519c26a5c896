/** A number from 0 to below `below`. */
export type Random = (below: number) => number;

/** The same seed gives the same numbers (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const MAX_BYTES = 4_096;

/** Changes an input at one to four places: bytes, pieces of itself or of another, and words of the language. */
export function mutate(input: Buffer, other: Buffer, words: readonly Buffer[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(input);
  for (let changes = 1 + random(4); changes > 0; changes--) bytes = change(bytes, other, words, random);
  return bytes.subarray(0, MAX_BYTES);
}

function change(bytes: Buffer, other: Buffer, words: readonly Buffer[], random: Random): Buffer {
  const at = random(bytes.length + 1);
  const until = at + random(Math.min(64, bytes.length - at + 1));
  const insert = (piece: Buffer): Buffer => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  switch (random(7)) {
    case 0:
      return insert(Buffer.from([random(256)]));
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)]);
    case 2:
      return insert(bytes.subarray(at, until));
    case 3:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random(other.length + 1))]);
    case 4:
      if (at < bytes.length) bytes[at] = bytes[at]! ^ (1 << random(8));
      return bytes;
    default:
      return insert(words[random(words.length)]!);
  }
}
