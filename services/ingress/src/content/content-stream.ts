import { Readable } from "node:stream";

/** How much may lie between the client and the spool: two reads of a socket. */
const HIGH_WATER_BYTES = 128 * 1024;

/** Content on its way to the spool, with back-pressure for the one who pushes. */
export class ContentStream extends Readable {
  #wake: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: HIGH_WATER_BYTES });
    // Its reader learns of an error; without a reader it must not end the process.
    this.on("error", () => {});
    this.on("close", () => this.#release());
  }

  /** Calls back once when the reader wants more, or has gone. */
  whenWanted(wake: () => void): void {
    if (this.destroyed) wake();
    else this.#wake = wake;
  }

  override _read(): void {
    this.#release();
  }

  #release(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
