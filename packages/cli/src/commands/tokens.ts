import type { operations } from "@postlane/client";
import { type Command, Option } from "commander";
import { CliError } from "../cli-error.ts";
import { type CommandContext, confirm } from "../command-context.ts";
import { ask } from "../connection/ask.ts";
import { EXIT } from "../exit-codes.ts";
import type { Printer } from "../output/printer.ts";
import { renderFields } from "../output/render-table.ts";
import { localTime, timeAndDistance } from "../output/times.ts";
import { collect, parseDeadline, parseSpan, wholeNumber } from "./parse-arguments.ts";
import { examples, type Tools } from "./tools.ts";

type Token = operations["getTokensById"]["responses"][200]["content"]["application/json"];
const SCOPES = ["sender", "viewer", "operator", "admin"] as const;

interface CreateOptions {
  readonly scope: (typeof SCOPES)[number];
  readonly expires?: string;
  readonly rate?: number;
  readonly allowSender?: readonly string[];
}

export function tokenCommands(program: Command, { action }: Tools): void {
  const token = program
    .command("token")
    .description("tokens for programs and people: what each may do, and until when")
    .addHelpText(
      "after",
      examples(
        "token list",
        "token create shop --scope sender --allow-sender example.com --expires 90d",
        "token show shop",
        "token rotate shop --grace 1h",
        "token revoke shop --yes",
      ),
    );

  token
    .command("list")
    .description("all tokens, but for their secrets")
    .action(
      action<[], object>(async ({ client, out }) => {
        const list = await ask(client.GET("/v1/tokens"));
        out.answer(list, () => describeTokens(list.items, out));
      }),
    );

  token
    .command("create <name>")
    .description("make a token; its secret is shown only this once")
    .addOption(
      new Option(
        "--scope <scope>",
        "sender submits mail, viewer reads, operator also controls, admin may do everything",
      )
        .choices(SCOPES)
        .makeOptionMandatory(),
    )
    .option("--expires <when>", "until when it is good: 90d, 2027-01-31", parseDeadline)
    .option("--rate <n>", "requests a minute; 0 is no limit", wholeNumber(0, 1_000_000))
    .option(
      "--allow-sender <address>",
      "address or domain it may send from (scope sender); repeat it for each",
      collect,
    )
    .action(
      action<[string], CreateOptions>(async ({ client, out }, [name], { scope, expires, rate, allowSender }) => {
        const body = {
          name,
          scope,
          ...(expires !== undefined && { expires_at: expires }),
          ...(rate !== undefined && { requests_per_minute: rate }),
          ...(allowSender && { allowed_senders: [...allowSender] }),
        };
        const made = await ask(client.POST("/v1/tokens", { body }));
        out.answer(made, () => made.token);
        out.note(`Token ${made.name} (${made.scope}) was made; keep it: it is shown only this once.`);
      }),
    );

  token
    .command("show <token>")
    .description("one token, by its name or id")
    .action(
      action<[string], object>(async (context, [text]) => {
        const found = await tokenOf(context, text);
        context.out.answer(found, () => describeToken(found));
      }),
    );

  token
    .command("rotate <token>")
    .description("give a token a new secret, shown only this once; the old one ends now or after --grace")
    .option("--grace <span>", "how long the old one stays good: 1h", parseSpan)
    .action(
      action<[string], { grace?: number }>(async (context, [text], { grace }) => {
        const { client, out } = context;
        const { id } = await tokenOf(context, text);
        const body = grace === undefined ? {} : { grace_seconds: grace };
        const made = await ask(client.POST("/v1/tokens/{id}/rotate", { params: { path: { id } }, body }));
        out.answer(made, () => made.token);
        out.note(`Token ${made.name} has a new secret; keep it: it is shown only this once.`);
      }),
    );

  token
    .command("revoke <token>")
    .description("end a token and its sessions, at once")
    .option("-y, --yes", "do not ask first")
    .action(
      action<[string], { yes?: boolean }>(async (context, [text], { yes }) => {
        const { client, out } = context;
        const { id, name, scope } = await tokenOf(context, text);
        if (!(await confirm(context, `Revoke ${name} (${scope})?`, yes))) return;
        await ask(client.DELETE("/v1/tokens/{id}", { params: { path: { id } } }));
        out.answer({ revoked: id, name }, () => "revoked");
      }),
    );

  program
    .command("whoami")
    .description("who you are to the api, and what you may do")
    .addHelpText("after", examples("whoami", "whoami --profile production"))
    .action(
      action<[], object>(async ({ client, out, connection }) => {
        const access = await ask(client.GET("/v1/access"));
        out.answer(access, () =>
          renderFields([
            ["api", connection.url],
            ["you are", access.actor],
            ["scope", access.scope],
            ["by", access.via],
            ["good until", timeAndDistance(access.expires_at, Date.now())],
            ["may send from", access.allowed_senders?.join(", ")],
          ]),
        );
      }),
    );
}

/** People know a token by its name; of several that had it, the one in force is meant. */
async function tokenOf({ client }: CommandContext, text: string): Promise<Token> {
  const { items } = await ask(client.GET("/v1/tokens"));
  const named = items.filter(({ id, name }) => id === text || name === text);
  const found = named.find(({ state }) => state === "active") ?? named[0];
  if (found) return found;
  throw new CliError(EXIT.notFound, `There is no token ${text}.`, "`postlane token list` shows them.");
}

function describeTokens(items: readonly Token[], out: Printer): string {
  const { palette } = out;
  return out.table(
    items,
    [
      { title: "NAME", value: ({ name }) => name },
      { title: "SCOPE", value: ({ scope }) => scope },
      {
        title: "STATE",
        value: ({ state }) => state,
        paint: (text, { state }) => (state === "active" ? palette.good(text) : palette.dim(text)),
      },
      { title: "MADE", value: ({ created_at }) => localTime(created_at) },
      { title: "GOOD UNTIL", value: ({ expires_at }) => localTime(expires_at) },
      { title: "LAST USED", value: ({ last_used_at }) => localTime(last_used_at) },
      { title: "ID", value: ({ id }) => id },
    ],
    "There are no tokens.",
  );
}

function describeToken(token: Token): string {
  return renderFields([
    ["token", token.name],
    ["id", token.id],
    ["scope", token.scope],
    ["state", token.state],
    ["made", `${localTime(token.created_at)} by ${token.created_by}`],
    ["good until", localTime(token.expires_at)],
    ["last used", localTime(token.last_used_at)],
    ["rotated", localTime(token.rotated_at)],
    ["old secret until", localTime(token.previous_valid_until)],
    ["revoked", token.revoked_at && `${localTime(token.revoked_at)} by ${token.revoked_by}`],
    ["requests a minute", token.requests_per_minute],
    ["may send from", token.allowed_senders?.join(", ")],
  ]);
}
