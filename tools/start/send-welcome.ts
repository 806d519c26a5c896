import { createTransport } from "nodemailer";

export const WELCOME_TO = "welcome@example.com";

const TEXT = `Welcome to Postlane.

This mail was handed in over SMTP, queued, and delivered to the server that the DNS of its domain names:
in the sandbox that is a receiver on this machine, which stands in for the Internet.
`;

/**
 * Hands in one mail as any mail program would.
 * @param smtp `host:port` of the ingress
 * @returns the message id of the 250 reply
 */
export async function sendWelcome(smtp: string): Promise<string> {
  const at = smtp.lastIndexOf(":");
  const transport = createTransport({
    host: smtp.slice(0, at).replace(/^\[|\]$/g, ""),
    port: Number(smtp.slice(at + 1)),
    // The certificate of a first start is self-signed.
    tls: { rejectUnauthorized: false },
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 10_000,
  });
  try {
    const sent = await transport.sendMail({
      from: "postlane@example.org",
      to: WELCOME_TO,
      subject: "Welcome to Postlane",
      text: TEXT,
    });
    const found = /queued as (\S+)/.exec(sent.response);
    if (!found) throw new Error(`the ingress answered without an id: ${sent.response}`);
    return found[1]!;
  } finally {
    transport.close();
  }
}
