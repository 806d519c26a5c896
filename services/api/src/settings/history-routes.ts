import {
  SettingsDiffQuerySchema,
  SettingsDiffSchema,
  SettingsHistorySchema,
  SettingsRollbackSchema,
  SettingsViewSchema,
} from "@postlane/contract";
import {
  diffSettings,
  exportSettingsFile,
  type SettingsSnapshot,
  type SettingsStore,
  showSettings,
} from "@postlane/settings";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import type { SettingsEditor } from "./create-settings-editor.ts";
import { ifMatchOf, setVersion } from "./if-match.ts";

/** Earlier versions of the settings: who saved them, what changed, and back to one of them; and the settings as a file. */
export function historyRoutes(fastify: FastifyInstance, store: SettingsStore, editor: SettingsEditor): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const described = (summary: string, success: object) => ({
    tags: ["settings"],
    summary,
    security: [{ token: [] }],
    response: { 200: success, ...problemResponses },
  });

  app.get(
    "/settings/history",
    { config: { scope: "viewer" }, schema: described("List the last versions", SettingsHistorySchema) },
    async () => ({
      items: (await store.history()).map(({ version, savedAtMs, by }) => ({
        version,
        saved_at: new Date(savedAtMs).toISOString(),
        by,
      })),
    }),
  );

  const params = Type.Object({ version: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) });
  const readSchema = { ...described("Read an earlier version", SettingsViewSchema), params };
  app.get("/settings/history/:version", { config: { scope: "viewer" }, schema: readSchema }, async (request) =>
    showSettings(await versionOf(store, request.params.version)),
  );

  const diffSchema = {
    ...described("What changed between two versions", SettingsDiffSchema),
    querystring: SettingsDiffQuerySchema,
  };
  app.get("/settings/diff", { config: { scope: "viewer" }, schema: diffSchema }, async ({ query }) => {
    const before = await versionOf(store, query.from);
    const after = query.to === undefined ? await store.refresh() : await versionOf(store, query.to);
    const changes = diffSettings(before.settings, after.settings).map((change) => ({ ...change }));
    return { from: before.version, to: after.version, changes };
  });

  const rollbackSchema = {
    ...described("Make an earlier version the current one", SettingsViewSchema),
    body: SettingsRollbackSchema,
  };
  app.post("/settings/rollback", { config: { scope: "admin" }, schema: rollbackSchema }, async (request, reply) => {
    const earlier = await versionOf(store, request.body.version);
    const snapshot = await editor.edit(ifMatchOf(request), () => ({ document: earlier.settings }), request.actor);
    request.log.info({ version: snapshot.version, to: earlier.version }, "settings changed: rolled back");
    setVersion(reply, snapshot.version);
    return showSettings(snapshot);
  });

  const file = { description: "settings.yaml", content: { "application/yaml": { schema: Type.String() } } };
  app.get(
    "/settings/export",
    { config: { scope: "viewer" }, schema: described("The settings as settings.yaml, without passwords", file) },
    async (_request, reply) => {
      const snapshot = store.current();
      setVersion(reply, snapshot.version)
        .type("application/yaml")
        .header("content-disposition", 'attachment; filename="settings.yaml"');
      return exportSettingsFile(snapshot);
    },
  );
}

async function versionOf(store: SettingsStore, version: number): Promise<SettingsSnapshot> {
  const found = await store.at(version);
  if (found) return found;
  throw new HttpProblem("not_found", `The history does not hold version ${version} of the settings.`);
}
