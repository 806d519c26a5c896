import { GeneralInputSchema, GeneralSchema, SettingsInputSchema, SettingsViewSchema } from "@postlane/contract";
import { type SettingsStore, showSettings } from "@postlane/settings";
import type { FastifyInstance } from "fastify";
import { problemResponses } from "../http/describe-api.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import type { LaneReader } from "../lanes/lane-reader.ts";
import { createSettingsEditor, type SettingsCheck } from "./create-settings-editor.ts";
import { historyRoutes } from "./history-routes.ts";
import { ifMatchOf, setVersion } from "./if-match.ts";
import { previewRoutes } from "./preview-routes.ts";
import { sectionRoutes, type ShowLive } from "./section-routes.ts";
import { SECTIONS } from "./sections.ts";

const ADMIN = { scope: "admin" } as const;
/** Thousands of rules in one document. */
const WHOLE_BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** What other parts of the api have to say to the settings. */
export interface SettingsParts {
  readonly check?: SettingsCheck;
  readonly showLive?: ShowLive;
}

/** The settings as a whole, the general ones, and each list of them. */
export function settingsRoutes(
  fastify: FastifyInstance,
  store: SettingsStore,
  lanes: LaneReader,
  { check, showLive }: SettingsParts = {},
): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const editor = createSettingsEditor(store, check);
  const described = (summary: string, success: object) => ({
    tags: ["settings"],
    summary,
    security: [{ token: [] }],
    response: { 200: success, ...problemResponses },
  });

  app.get(
    "/settings",
    { config: { scope: "viewer" }, schema: described("Read all settings", SettingsViewSchema) },
    async (_request, reply) => {
      const snapshot = store.current();
      setVersion(reply, snapshot.version);
      return showSettings(snapshot);
    },
  );

  const putSchema = {
    ...described("Replace all settings; If-Match is required", SettingsViewSchema),
    body: SettingsInputSchema,
  };
  app.put(
    "/settings",
    { config: ADMIN, schema: putSchema, bodyLimit: WHOLE_BODY_LIMIT_BYTES },
    async (request, reply) => {
      const ifMatch = ifMatchOf(request);
      if (ifMatch === undefined)
        throw new HttpProblem("if_match_required", "Send the ETag of the settings you changed as If-Match.");
      const snapshot = await editor.edit(ifMatch, () => ({ document: request.body }), request.actor);
      request.log.info({ version: snapshot.version }, "settings changed: all replaced");
      setVersion(reply, snapshot.version);
      return showSettings(snapshot);
    },
  );

  app.get(
    "/general",
    { config: { scope: "viewer" }, schema: described("Read the general settings", GeneralSchema) },
    async (_request, reply) => {
      const { version, settings } = store.current();
      setVersion(reply, version);
      return settings.general;
    },
  );

  const body = GeneralInputSchema;
  const replaceSchema = {
    ...described("Replace the general settings; what is left out gets its default", GeneralSchema),
    body,
  };
  app.put("/general", { config: ADMIN, schema: replaceSchema }, async (request, reply) => {
    const focus = "/general";
    const snapshot = await editor.edit(
      ifMatchOf(request),
      (now) => ({
        document: { ...now, general: request.body },
        focus,
      }),
      request.actor,
    );
    request.log.info({ version: snapshot.version }, "settings changed: general replaced");
    setVersion(reply, snapshot.version);
    return snapshot.settings.general;
  });

  const patchSchema = { ...described("Change some general settings", GeneralSchema), body };
  app.patch("/general", { config: ADMIN, schema: patchSchema }, async (request, reply) => {
    const snapshot = await editor.edit(
      ifMatchOf(request),
      (now) => {
        const suppression = { ...now.general.suppression, ...request.body.suppression };
        const backPressure = { ...now.general.backPressure, ...request.body.backPressure };
        const reports = { ...now.general.reports, ...request.body.reports };
        return {
          document: { ...now, general: { ...now.general, ...request.body, reports, suppression, backPressure } },
          focus: "/general",
        };
      },
      request.actor,
    );
    request.log.info({ version: snapshot.version }, "settings changed: general changed");
    setVersion(reply, snapshot.version);
    return snapshot.settings.general;
  });

  historyRoutes(fastify, store, editor);
  previewRoutes(fastify, store, lanes);
  for (const section of SECTIONS) sectionRoutes(fastify, store, editor, section, showLive);
}
