import { Type, type Static } from "typebox";
import { paceFields } from "./pace.ts";

export const RELAY_ID_PATTERN = "^[a-z0-9-]{1,64}$";

const required = {
  id: Type.String({
    pattern: RELAY_ID_PATTERN,
    description: "A name of lower-case letters, digits and hyphens, such as `relay-1`",
  }),
  host: Type.String({ minLength: 1, maxLength: 255, description: "Host name or IP address of the relay server" }),
};
const choices = {
  name: Type.String({
    pattern: "^[^\\x00-\\x1f\\x7f]{1,200}$",
    description: "A name of 1 to 200 characters without control characters",
  }),
  enabled: Type.Boolean({ description: "Disabled relays are passed over" }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  tls: Type.Enum(["none", "opportunistic", "require", "implicit"], {
    description: "`implicit` speaks TLS from the first byte (port 465)",
  }),
  tlsVerify: Type.Boolean({ description: "Verify the certificate (with `require` and `implicit`)" }),
  ...paceFields,
};
const username = Type.String({
  pattern: "^[^\\x00-\\x1f\\x7f]{1,255}$",
  description: "A user name of 1 to 255 characters without control characters",
});
const password = Type.String({
  pattern: "^[^\\x00]{1,1024}$",
  writeOnly: true,
  description: "A password of 1 to 1024 characters",
});

/** What a user may write for a relay: all but `id` and `host` has a default. */
export const RelayInputSchema = Type.Object(
  {
    ...required,
    ...Type.Partial(Type.Object(choices)).properties,
    username: Type.Optional(username),
    password: Type.Optional(Type.Union([password, Type.Null({ description: "null removes the password" })])),
    passwordSet: Type.Optional(Type.Boolean({ readOnly: true, description: "Ignored when written" })),
    problem: Type.Optional(Type.String({ readOnly: true, description: "Ignored when written" })),
  },
  { additionalProperties: false },
);

/** A relay as it is shown: the password never is. */
export const RelayViewSchema = Type.Object(
  {
    ...required,
    ...choices,
    username: Type.Optional(username),
    passwordSet: Type.Boolean(),
    problem: Type.Optional(Type.String({ description: "Why the relay cannot be used now" })),
  },
  { additionalProperties: false },
);

export type RelayView = Static<typeof RelayViewSchema>;

/** A relay whose open fields are filled. `password` absent: the one already stored is kept; null: removed. */
export interface RelayDraft extends Readonly<Static<ReturnType<typeof Type.Object<typeof choices>>>> {
  readonly id: string;
  readonly host: string;
  readonly username?: string;
  readonly password?: string | null;
}
