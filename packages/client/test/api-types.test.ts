import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { renderTypes } from "../generate/render-types.ts";

it("src/api-types.ts is what docs/openapi.json says (pnpm generate writes it)", async () => {
  expect(await readFile(new URL("../src/api-types.ts", import.meta.url), "utf8")).toBe(await renderTypes());
});
