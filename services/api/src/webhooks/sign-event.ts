import { createHmac } from "node:crypto";

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com, symmetric scheme v1).
 * @param secrets each of the form `whsec_<base64>`; with several, the receiver may hold any of them
 */
export function signEvent(
  eventId: string,
  atMs: number,
  payload: string,
  secrets: readonly string[],
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    return `v1,${createHmac("sha256", key).update(`${eventId}.${timestamp}.${payload}`).digest("base64")}`;
  });
  return { "webhook-id": eventId, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
