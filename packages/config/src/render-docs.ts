import { variables } from "./variables.ts";

/** docs/configuration.md, from the table of variables. */
export function renderDocs(): string {
  const rows = Object.values(variables).map(
    ({ name, description, defaultText }) => `| \`${name}\` | ${description} | ${code(defaultText)} |`,
  );
  return `# Configuration

Every process of Postlane is configured by its environment. All variables are optional; an empty one counts as not set.
What cannot be used is reported at start, all of it at once, and the process does not start. Rules, relays, access and
credentials are not here: they are settings, changed while everything runs (api, or \`POSTLANE_SETTINGS_FILE\`).

| variable | meaning | default |
|---|---|---|
${rows.join("\n")}

This page is made from \`packages/config/src/variables.ts\` by \`pnpm generate\`.
`;
}

/** Defaults that are values stand in code type, those that are words do not. */
function code(text: string): string {
  return /\s/.test(text) || text === "none" ? text : `\`${text}\``;
}
