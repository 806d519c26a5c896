import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renderDocs } from "../src/render-docs.ts";
import { variables } from "../src/variables.ts";

it("docs/configuration.md is what the table says (pnpm generate writes it)", () => {
  const committed = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  expect(committed).toBe(renderDocs());
  for (const { name } of Object.values(variables)) expect(committed).toContain(`| \`${name}\` |`);
});
