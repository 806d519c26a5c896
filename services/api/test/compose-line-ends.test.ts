import { describe, expect, it } from "vitest";
import { composeMessage } from "../src/submission/compose-message.ts";
import { readRawMessage } from "../src/submission/read-raw-message.ts";

const context = { messageId: "m", hostname: "out.example.com", nowMs: 1_000_000_000_000 };
const FORMS = [
  "\r.\r",
  "\n.\n",
  "\r.\n",
  "\r\n.\n",
  "\n.\r\n",
  "\r\n.\r",
  "\r\r\n.\r\r\n",
  "\r.\r\n",
  "\n.\r",
  "\r\n\r.\r\n",
];

/** SMTP smuggling through the HTTP api: what is composed, or taken as it is, holds no line end but CR LF. */
describe.each(FORMS)("%j (CVE-2023-51764, -51765, -51766)", (form) => {
  const smuggled = `before${form}MAIL FROM:<x@evil.example>`;
  const attachment = (content_type: string) => ({
    attachments: [{ filename: smuggled, content: Buffer.from(smuggled).toString("base64"), content_type }],
  });

  it.each<[string, object]>([
    ["the text", { text: smuggled }],
    ["the HTML", { html: smuggled }],
    ["the subject", { text: "x", subject: smuggled }],
    ["a header field", { text: "x", headers: { "X-Note": smuggled } }],
    ["an attachment", attachment("text/plain")],
    ["a message attached", attachment("message/rfc822")],
    ["a text beyond ASCII", { text: `ü${smuggled}` }],
    ["a long text", { text: `${smuggled}${"x".repeat(3_000)}` }],
  ])("in %s", async (_where, parts) => {
    const input = { from: "a@example.com", to: ["b@example.net"], ...parts };
    const { content } = await composeMessage(input as Parameters<typeof composeMessage>[0], context);
    expect(content.toString("latin1").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it.each([
    ["among CR LF", "Subject: x\r\n\r\n", "\r\n"],
    ["among LF, as Unix has it", "Subject: x\n\n", "\n"],
    ["alone", "", ""],
  ])("in a raw message, %s", (_where, header, end) => {
    const raw = readRawMessage(Buffer.from(`${header}${smuggled}${end}`));
    if (raw.ok) expect(raw.content.toString("latin1").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    else expect(raw.problem.message).toBe("End every line with CR LF, or every line with LF.");
    // Only where every line ends with LF can it be put right without a guess.
    expect(raw.ok).toBe(form === "\n.\n" && end !== "\r\n");
  });
});
