import { resolve } from "node:path";

/** A path, made absolute from the working directory. */
export function parsePath(text: string): string {
  return resolve(text);
}

/** A parser of URLs with one of these schemes. */
export function urlOf(schemes: readonly string[], example: string): (text: string) => string {
  return (text) => {
    if (!schemes.some((scheme) => text.startsWith(`${scheme}://`) && text.length > scheme.length + 3)) {
      throw new Error(
        `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(", ")}; such as ${example}`,
      );
    }
    return text;
  };
}

/** A parser of one word out of several. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text.toLowerCase());
    if (!found) throw new Error(`one of ${words.join(", ")}`);
    return found;
  };
}

/** A host name with a dot, as EHLO wants it (RFC 5321 section 4.1.1.1). */
export function parseHostname(text: string): string {
  const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  if (text.length > 253 || !new RegExp(`^${label}(?:\\.${label})+$`).test(text)) {
    throw new Error("the full name of this host in DNS, such as mail.example.org");
  }
  return text.toLowerCase();
}
