import { writeFile } from "node:fs/promises";
import { openApiDocument } from "./openapi-document.ts";

/** `node services/api/src/write-openapi.ts` writes docs/openapi.json anew. */
await writeFile(new URL("../../../docs/openapi.json", import.meta.url), await openApiDocument());
