import { randomFillSync } from "node:crypto";

const BYTES_EACH = 16;
const POOL_BYTES = BYTES_EACH * 256;

/** Random bytes for one UUID after another, asked for some hundred at a time: one by one each question costs a call of the kernel. */
export function createRandomPool(): () => Uint8Array {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.subarray(used, used + BYTES_EACH);
    used += BYTES_EACH;
    return bytes;
  };
}
