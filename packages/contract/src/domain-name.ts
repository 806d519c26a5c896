/** A host or domain name in its one form, or what to write instead. */
export type Normalised =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string };

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const EXAMPLE = "such as `example.com`";

/**
 * Lower-case A-labels (RFC 5890 section 2.3.2.1) of a domain name; U-labels are converted.
 * Labels that the conversion would change into other ASCII letters (full-width, Kelvin sign, zero-width characters) are refused.
 */
export function normaliseDomainName(text: string): Normalised {
  const labels = text.split(".").map(toALabel);
  const ascii = labels.join(".");
  // RFC 1035 section 2.3.4: 63 octets a label, 255 a name on the wire (253 as text).
  if (ascii.length > 253 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1)!))
    return { ok: false, message: `Write a domain name ${EXAMPLE}: labels of a-z, 0-9, hyphen, joined by dots.` };
  return { ok: true, value: ascii };
}

/** A rule's pattern: a domain name, `*.` before one, or `*`. */
export function normaliseDomainPattern(text: string): Normalised {
  if (text === "*") return { ok: true, value: "*" };
  const wild = text.startsWith("*.");
  const name = normaliseDomainName(wild ? text.slice(2) : text);
  if (!name.ok)
    return {
      ok: false,
      message: "Write a domain such as `example.com`, `*.example.com` for the names below it, or `*`.",
    };
  return { ok: true, value: wild ? `*.${name.value}` : name.value };
}

/** @returns an empty text for what is no label. The URL parser of the platform holds UTS 46, in Node and in browsers alike. */
function toALabel(label: string): string {
  if (!/\P{ASCII}/u.test(label)) return label.toLowerCase();
  try {
    const { hostname } = new URL(`http://${label}/`);
    return hostname.startsWith("xn--") ? hostname : "";
  } catch {
    return "";
  }
}
