import { isAscii, isUtf8 } from "node:buffer";

/** A command line as text, or undefined when its bytes are not UTF-8: replacing them would make another address of it (hazard S6). */
export function decodeLine(line: Buffer): string | undefined {
  if (isAscii(line)) return line.toString("latin1");
  return isUtf8(line) ? line.toString("utf8") : undefined;
}
