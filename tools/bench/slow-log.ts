/** A command as a reader knows it: its name, for a script the number of its keys, and the kind of its first key. */
export function commandNames(words: readonly string[]): string {
  const [command = "", ...rest] = words;
  const name = command.toLowerCase();
  if (name === "evalsha" || name === "eval") return `script/${rest[1]} ${kindOf(rest[2])}`;
  return `${name} ${kindOf(rest[0])}`;
}

/** `pl:{direct:d1.test}:lane:wait` → `lane:wait` */
function kindOf(key = ""): string {
  return key.replace(/^pl:\{[^}]*\}:?/, "").replace(/:?[0-9a-f-]{36}[.0-9]*/, "");
}
