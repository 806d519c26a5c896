const CR = 0x0d;
const LF = 0x0a;

/** Every line end as CR LF: a bare CR, a bare LF. What is so already is given back as it is: a message may be large. */
export function withCrLf(content: Buffer): Buffer {
  const bare = countBare(content);
  if (bare === 0) return content;
  const written = Buffer.allocUnsafe(content.length + bare);
  let to = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!;
    if (byte === LF && content[at - 1] !== CR) written[to++] = CR;
    written[to++] = byte;
    if (byte === CR && content[at + 1] !== LF) written[to++] = LF;
  }
  return written;
}

function countBare(content: Buffer): number {
  let bare = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at];
    if ((byte === LF && content[at - 1] !== CR) || (byte === CR && content[at + 1] !== LF)) bare++;
  }
  return bare;
}
