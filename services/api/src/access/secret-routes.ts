import { SecretsRotationSchema, SecretsSchema, type SecretsView } from "@postlane/contract";
import { type SealedStore, SettingsConflict } from "@postlane/settings";
import type { FastifyInstance } from "fastify";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import type { NoteAccess } from "./note-access.ts";

const ADMIN = { scope: "admin" } as const;
const MAX_CONFLICTS = 10;

/** The keys that seal passwords of relays, secrets of webhooks, DKIM keys: never the secrets themselves. */
export function secretRoutes(fastify: FastifyInstance, sealed: SealedStore, note: NoteAccess): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const described = (summary: string, success: object) => ({
    tags: ["access"],
    summary,
    security: [{ token: [] }],
    response: { 200: success, ...problemResponses },
  });

  app.get(
    "/secrets",
    { config: ADMIN, schema: described("Which keys have sealed what is stored", SecretsSchema) },
    async () => showKeys(sealed, (await sealed.survey()).counts),
  );

  const schema = described("Seal everything anew with POSTLANE_SECRET_KEY", SecretsRotationSchema);
  app.post("/secrets/rotate", { config: ADMIN, schema }, async (request) => {
    const { keyId } = sealed;
    if (keyId === undefined)
      throw new HttpProblem("no_secret_key", "POSTLANE_SECRET_KEY is not set, so there is nothing to seal with.");
    const { resealed, failed } = await resealInTurn(sealed, request.actor);
    await note(request, "secrets.rotated", keyId, { resealed, failed: failed.length });
    return { key_id: keyId, resealed, failed: failed.map((each) => ({ ...each })) };
  });
}

/** Somebody may save the settings meanwhile; what is sealed already stays so. */
async function resealInTurn(sealed: SealedStore, by: string): ReturnType<SealedStore["reseal"]> {
  for (let conflicts = 0; ; conflicts++) {
    try {
      return await sealed.reseal(by);
    } catch (error) {
      if (!(error instanceof SettingsConflict) || conflicts === MAX_CONFLICTS) throw error;
    }
  }
}

function showKeys({ keyId, keyIds }: SealedStore, counts: ReadonlyMap<string, number>): SecretsView {
  const ids = new Set([...(keyId === undefined ? [] : [keyId]), ...keyIds, ...counts.keys()]);
  const keys = [...ids].map((id) => ({
    key_id: id,
    use: id === keyId ? ("seals" as const) : keyIds.includes(id) ? ("opens" as const) : ("missing" as const),
    sealed: counts.get(id) ?? 0,
  }));
  return keyId === undefined ? { keys } : { key_id: keyId, keys };
}
