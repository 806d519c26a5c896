import { readFile } from "node:fs/promises";
import openapiTs, { astToString } from "openapi-typescript";

const DOCUMENT = new URL("../../../docs/openapi.json", import.meta.url);

/** src/api-types.ts, from docs/openapi.json. */
export async function renderTypes(): Promise<string> {
  const types = astToString(await openapiTs(await readFile(DOCUMENT, "utf8")));
  return `// Made from docs/openapi.json by \`pnpm generate\`.\n\n${types}`;
}
