/** What a sender can do about a failure, by RFC 3463 code: the first that fits counts. */
const ADVICE: readonly { readonly status: RegExp; readonly advice: string }[] = [
  {
    status: /^5\.1\.(?:1|3|6|10)$/,
    advice: "check the address for a typing mistake, or ask the recipient for the present one.",
  },
  { status: /^5\.1\.2$/, advice: "check what stands behind the @: there is no such mail domain." },
  {
    status: /^5\.1\.[78]$/,
    advice: "ask your administrator: the recipient's server does not accept your own address.",
  },
  { status: /^5\.2\.2$/, advice: "the mailbox is full: try again later, or reach the recipient another way." },
  { status: /^5\.(?:2\.3|3\.4)$/, advice: "the message is too large for the recipient's server: send less at once." },
  { status: /^5\.2\./, advice: "the mailbox takes no mail now: reach the recipient another way." },
  { status: /^5\.6\./, advice: "the recipient's server cannot take this form of message: send it in a plainer one." },
  {
    status: /^5\.7\./,
    advice:
      "the recipient's server refuses it by its rules: show this report to your administrator or to the recipient's.",
  },
  {
    status: /^4\./,
    advice:
      "the recipient's server could not be reached or did not take the message in time. Send it again later, or show this report to your administrator.",
  },
];

const GENERAL = "show this report to your administrator or to the recipient's.";

/** One sentence for people. @param status RFC 3463 code @param said the recipient's server gave it */
export function adviceFor(status: string, said: boolean): string {
  // Refused by a rule of our own.
  if (status.startsWith("5.7.") && !said) return GENERAL;
  return ADVICE.find((entry) => entry.status.test(status))?.advice ?? GENERAL;
}
