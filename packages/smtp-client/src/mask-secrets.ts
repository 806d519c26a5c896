/** Shorter pieces of base64 say too little, and would be found in ordinary words. */
const SHORTEST_PIECE = 8;
/** A shorter password is looked for in a login's encoded forms only: it would stand in ordinary words. */
const SHORTEST_PASSWORD = 4;
const MASK = "***";

/**
 * Hides a login in what its server says: some repeat the line they did not like, whole or cut, in capitals or in small letters.
 * @returns a function for one line of a reply
 */
export function maskSecrets({ username, password }: { readonly username: string; readonly password: string }) {
  const encoded = [`\0${username}\0${password}`, password].map((text) => Buffer.from(text, "utf8").toString("base64"));
  const hidden = encoded.map((text) => text.toLowerCase());
  const bare = password.length >= SHORTEST_PASSWORD ? new RegExp(RegExp.escape(password), "gi") : undefined;

  return (line: string): string => {
    const known = line.replaceAll(/[A-Za-z0-9+/]{4,}={0,2}/g, (piece) => {
      const small = piece.toLowerCase();
      return hidden.some((text) => (piece.length >= SHORTEST_PIECE && text.includes(small)) || small.includes(text))
        ? MASK
        : piece;
    });
    return bare === undefined ? known : known.replaceAll(bare, MASK);
  };
}
