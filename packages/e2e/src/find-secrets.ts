/** Forms in which a secret may stand in a text that is not meant to have it. */
function formsOf(secret: string): ReadonlySet<string> {
  const bytes = Buffer.from(secret, "utf8");
  const forms = new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  forms.add(bytes.toString("hex"));
  // In the middle of something longer base64 has one of three shapes; what depends on the neighbours is left out.
  for (const before of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replaceAll("=", "");
    const inner = shifted.slice(before === 0 ? 0 : 4, shifted.length - 2);
    forms.add(inner);
    forms.add(inner.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}

/** Where which secrets stand, in any form. @param places name → all of what stands there; @param secrets name → secret, of 12 characters or more */
export function findSecrets(
  places: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): readonly string[] {
  const found: string[] = [];
  const forms = Object.entries(secrets).map(([name, secret]) => [name, [...formsOf(secret)]] as const);
  for (const [place, text] of Object.entries(places)) {
    const small = text.toLowerCase();
    for (const [name, each] of forms) {
      const form = each.find((one) => small.includes(one.toLowerCase()));
      if (form === undefined) continue;
      const at = small.indexOf(form.toLowerCase());
      found.push(`${name} in ${place}: …${text.slice(Math.max(0, at - 80), at + form.length + 20)}…`);
    }
  }
  return found;
}
