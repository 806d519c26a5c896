import { describe, expect, it } from "vitest";
import { composeMessage } from "../src/submission/compose-message.ts";

const context = { messageId: "m", hostname: "out.example.com", nowMs: 1_000_000_000_000 };
const ANOTHER_INSIDE = `"ann@evil.example x"@example.net`;
const LIST_INSIDE = `"a, b: c; d"@example.net`;
/** nodemailer writes blanks for the brackets, in the header alone. */
const BRACKETS_INSIDE = `"<ann@evil.example>"@example.net`;

describe("quoted local parts that a second reader takes for other addresses", () => {
  it.each([ANOTHER_INSIDE, LIST_INSIDE, BRACKETS_INSIDE])("%s goes to its own domain alone", async (address) => {
    const { envelope } = await composeMessage({ from: "a@example.com", to: [address], text: "x" }, context);
    expect(envelope.recipients).toEqual([{ address }]);
  });

  it.each([ANOTHER_INSIDE, LIST_INSIDE])("%s stands in the header as it was given", async (address) => {
    const { content } = await composeMessage({ from: "a@example.com", to: [address], text: "x" }, context);
    expect(/^To: (.*)\r\n/m.exec(content.toString())?.[1]).toBe(`<${address}>`);
  });
});
