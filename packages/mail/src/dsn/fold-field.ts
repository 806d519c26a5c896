/** RFC 5322 section 2.1.1: lines should have no more than 78 characters and must have no more than 998. */
const WIDTH = 78;
const LONGEST_WORD = 900;

/**
 * A header field with its CRLF, folded at blanks (RFC 5322 section 2.2.3). Whatever the value holds, nothing but this one field comes of it:
 * control characters become `?`.
 */
export function foldField(name: string, value: string): string {
  let line = `${name}:`;
  let folded = "";
  for (const word of wordsOf(value)) {
    if (line.length + 1 + word.length > WIDTH && line.length > name.length + 1) {
      folded += `${line}\r\n`;
      line = "";
    }
    line += ` ${word}`;
  }
  return `${folded}${line}\r\n`;
}

/** Blanks in a row stay together: they may belong to an address in quotes. */
function wordsOf(value: string): readonly string[] {
  const clean = value
    .replaceAll(/[\r\n]+|\t/g, " ")
    .replaceAll(/\p{Cc}|[\u2028\u2029]/gu, "?")
    .trim();
  return clean.split(/(?<=\S) (?=\S)/).flatMap((word) => (word.length > LONGEST_WORD ? cut(word) : [word]));
}

/** A piece of blanks alone would look like the empty line that ends a header. */
function cut(word: string): readonly string[] {
  return word.replaceAll(/ +/g, " ").match(/.{1,900}/gsu) ?? [];
}
