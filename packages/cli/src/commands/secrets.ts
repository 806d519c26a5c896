import type { operations } from "@postlane/client";
import type { Command } from "commander";
import { askPath } from "../connection/ask-path.ts";
import { EXIT } from "../exit-codes.ts";
import { cleanText } from "../output/clean-text.ts";
import { examples, type Tools } from "./tools.ts";

type Secrets = operations["getSecrets"]["responses"][200]["content"]["application/json"];

type Rotated = operations["postSecretsRotate"]["responses"][200]["content"]["application/json"];

export function secretCommands(program: Command, { action, end }: Tools): void {
  const secrets = program
    .command("secrets")
    .description("the keys that seal passwords and private keys; no secret is ever shown")
    .addHelpText("after", examples("secrets list", "secrets rotate"));

  secrets
    .command("list", { isDefault: true })
    .description("which keys have sealed what is stored (what `postlane secrets` does)")
    .action(
      action<[], object>(async ({ client, out }) => {
        const { value } = await askPath<Secrets>(client, "GET", ["secrets"]);
        out.answer(value, () =>
          out.table(
            value.keys,
            [
              { title: "KEY", value: ({ key_id }) => key_id },
              { title: "USE", value: ({ use }) => use },
              { title: "SECRETS", value: ({ sealed }) => sealed, align: "right" },
            ],
            "Nothing is sealed.",
          ),
        );
      }),
    );

  secrets
    .command("rotate")
    .description("seal everything anew with the present POSTLANE_SECRET_KEY")
    .action(
      action<[], object>(async ({ client, out, progress }) => {
        const sealing = progress("sealing anew");
        const { value } = await askPath<Rotated>(client, "POST", ["secrets", "rotate"]).finally(sealing.end);
        const failures = value.failed.map(({ what, reason }) => `  ${cleanText(what)}: ${cleanText(reason)}`);
        out.answer(value, () =>
          [`${value.resealed} secrets sealed anew with key ${cleanText(value.key_id)}`, ...failures].join("\n"),
        );
        if (value.failed.length > 0) end(EXIT.failure);
      }),
    );
}
