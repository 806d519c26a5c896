import { type Static, Type } from "typebox";
import { seconds } from "./pace.ts";

const address = (description: string) =>
  Type.String({
    maxLength: 254,
    pattern: "^(|[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9_.-]+)$",
    description,
  });

/** How senders are told what became of their mail (delivery status notifications). */
export const ReportsSchema = Type.Object(
  {
    failure: Type.Boolean({ description: "Tell senders of recipients that will not get their mail" }),
    delayAfterSeconds: seconds("Age from which a mail that has to wait is reported, once; 0 = never"),
    success: Type.Boolean({
      description: "Tell senders that ask for it (NOTIFY=SUCCESS) when the mail went to a server that will not",
    }),
    withoutNotify: Type.Enum(["failure", "failure-and-delay"], {
      description: "What a sender that says nothing (no NOTIFY) is told of",
    }),
    authenticatedOnly: Type.Boolean({ description: "Only senders that logged in are told" }),
    senderDomains: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
      maxItems: 10_000,
      description: "Only senders of these domains are told, `example.com` or `*.example.com`; empty = of any domain",
    }),
    copyTo: address(
      "An address such as `postmaster@example.com` that gets a copy of each failure report; empty = nobody",
    ),
    fromAddress: address(
      "An address such as `postmaster@example.com` that stands in From of reports; empty = MAILER-DAEMON at this server",
    ),
    maxOriginalBytes: Type.Integer({
      minimum: 0,
      maximum: 10_485_760,
      description:
        "Largest message that goes back with a failure report (RET=FULL); of a larger one its headers, up to this",
    }),
  },
  { additionalProperties: false },
);

export const DEFAULT_REPORTS: Static<typeof ReportsSchema> = {
  failure: true,
  delayAfterSeconds: 14_400,
  success: true,
  withoutNotify: "failure",
  authenticatedOnly: false,
  senderDomains: [],
  copyTo: "",
  fromAddress: "",
  maxOriginalBytes: 51_200,
};
