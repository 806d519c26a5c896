/** RFC 2045 section 6.7: an encoded line has at most 76 characters, its soft line break included. */
const LONGEST_LINE = 75;

/** Content with CRLF line ends as quoted-printable: lines short, nothing but printable ASCII, no blank at a line's end. */
export function quotedPrintable(content: Buffer): string {
  return content.toString("latin1").split("\r\n").map(encodeLine).join("\r\n");
}

function encodeLine(line: string): string {
  let encoded = "";
  let length = 0;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    const blank = code === 0x20 || code === 0x09;
    const plain = blank ? at < line.length - 1 : code > 0x20 && code < 0x7f && code !== 0x3d;
    const piece = plain ? line[at]! : `=${code.toString(16).toUpperCase().padStart(2, "0")}`;
    if (length + piece.length > LONGEST_LINE) {
      encoded += "=\r\n";
      length = 0;
    }
    encoded += piece;
    length += piece.length;
  }
  return encoded;
}
