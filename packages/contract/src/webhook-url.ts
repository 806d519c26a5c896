import type { Normalised } from "./domain-name.ts";

/**
 * The address of a webhook in its one form. Plain http is only for networks that are allowed by name, which is looked at when an event is
 * sent; ports below 1024 that belong to other protocols are refused, so that no event can be spoken to a mail or directory server.
 */
export function normaliseWebhookUrl(text: string): Normalised {
  // The URL parser drops line ends and tabs, and takes a backslash for a slash: what is kept would be another address than the one written.
  const url = !/[\x00-\x20\x7f\\]/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:") || url.hostname === "")
    return refuse("Write an address such as `https://example.com/events`.");
  if (url.username !== "" || url.password !== "")
    return refuse("Write the address without user and password; use `headers` for an `authorization`.");
  if (url.hash !== "") return refuse("Write the address without `#` and what follows.");
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  if (port < 1_024 && port !== 443 && port !== 80) return refuse("Write port 443, 80, or one from 1024.");
  return { ok: true, value: url.href };
}

function refuse(message: string): Normalised {
  return { ok: false, message };
}
