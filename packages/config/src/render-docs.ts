import { clientVariables } from "./client-variables.ts";
import type { Variable } from "./variable.ts";
import { variables } from "./variables.ts";

/** docs/configuration.md, from the tables of variables. */
export function renderDocs(): string {
  return `# Configuration

Every process of Postlane is configured by its environment. All variables are optional; an empty one counts as not set.
What cannot be used is reported at start, all of it at once, and the process does not start. Rules, relays, access and
credentials are not here: they are settings, changed while everything runs (api, or \`POSTLANE_SETTINGS_FILE\`).

${table(Object.values(variables))}

## The postlane command

It reads these, besides POSTLANE_DATA_DIR; its options win over them (docs/cli.md).

${table(Object.values(clientVariables))}

This page is made from \`packages/config/src/variables.ts\` and \`client-variables.ts\` by \`pnpm generate\`.
`;
}

function table(rows: readonly Pick<Variable<unknown>, "name" | "description" | "defaultText">[]): string {
  const lines = rows.map(
    ({ name, description, defaultText }) => `| \`${name}\` | ${description} | ${code(defaultText)} |`,
  );
  return ["| variable | meaning | default |", "|---|---|---|", ...lines].join("\n");
}

/** Defaults that are values stand in code type, those that are words do not. */
function code(text: string): string {
  return /\s/.test(text) || text === "none" ? text : `\`${text}\``;
}
