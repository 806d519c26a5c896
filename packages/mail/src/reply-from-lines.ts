import { leadingEnhancedCode } from "./enhanced-code.ts";
import type { Reply } from "./reply.ts";

/** Longest text of a reply that is kept, in characters. */
export const MAX_REPLY_TEXT_LENGTH = 2048;

/**
 * A reply as a value from its code and its lines (without codes). The enhanced code is taken off every line that repeats it;
 * what could disturb a terminal, a log line or a reader is replaced; the text is cut to MAX_REPLY_TEXT_LENGTH.
 */
export function replyFromLines(code: number, lines: readonly string[]): Reply {
  const enhancedCode = leadingEnhancedCode(lines[0] ?? "");
  let text = "";
  for (let at = 0; at < lines.length && text.length <= MAX_REPLY_TEXT_LENGTH; at += 1) {
    const line = cleanText(lines[at]!);
    const bare = enhancedCode === undefined ? line : withoutPrefix(line, enhancedCode);
    text = at === 0 ? bare : `${text}\n${bare}`;
  }
  if (text.length > MAX_REPLY_TEXT_LENGTH) text = cut(text);
  return enhancedCode === undefined ? { code, text } : { code, enhancedCode, text };
}

/** Replaces control characters (C0, DEL, C1) and those that reorder or break a displayed line. */
export function cleanText(text: string): string {
  return UNSAFE.test(text) ? text.replace(ALL_UNSAFE, (char) => (char === "\t" ? " " : "?")) : text;
}

const UNSAFE_CLASS = "[\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]";
const UNSAFE = new RegExp(UNSAFE_CLASS);
const ALL_UNSAFE = new RegExp(UNSAFE_CLASS, "g");

function withoutPrefix(line: string, enhancedCode: string): string {
  if (!line.startsWith(enhancedCode)) return line;
  if (line.length === enhancedCode.length) return "";
  return line.charCodeAt(enhancedCode.length) === 0x20 ? line.slice(enhancedCode.length + 1) : line;
}

/** Never leaves half a surrogate pair at the end. */
function cut(text: string): string {
  const last = text.charCodeAt(MAX_REPLY_TEXT_LENGTH - 1);
  const whole = last < 0xd800 || last > 0xdbff;
  return text.slice(0, whole ? MAX_REPLY_TEXT_LENGTH : MAX_REPLY_TEXT_LENGTH - 1);
}
