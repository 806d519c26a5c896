import { writeFile } from "node:fs/promises";
import { renderTypes } from "./render-types.ts";

await writeFile(new URL("../src/api-types.ts", import.meta.url), await renderTypes());
