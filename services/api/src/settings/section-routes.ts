import { type SettingsSnapshot, type SettingsStore, showSettings } from "@postlane/settings";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { problemResponses } from "../http/describe-api.ts";
import type { ContractTypes } from "../http/validate-requests.ts";
import { add, type Entry, indexOf, move, notFound, patch, remove, replace } from "./change-section.ts";
import type { SettingsEditor } from "./create-settings-editor.ts";
import { ifMatchOf, setVersion } from "./if-match.ts";
import { patchSchemaOf } from "./patch-schema.ts";
import type { Section } from "./sections.ts";

const READ = { scope: "viewer" } as const;
const CHANGE = { scope: "admin" } as const;
const MoveSchema = Type.Object({ to: Type.Enum(["top", "up", "down", "bottom"]) }, { additionalProperties: false });
const PositionSchema = Type.Object(
  { position: Type.Optional(Type.Integer({ minimum: 0, description: "Place from 0; without it, the end" })) },
  { additionalProperties: false },
);

/** Adds to entries of a section how the things they describe fare at this moment. */
export type ShowLive = (section: Section["name"], entries: readonly Entry[]) => Promise<readonly Entry[]>;

/** List, read, add, replace, change, remove and move the entries of one section. */
export function sectionRoutes(
  fastify: FastifyInstance,
  store: SettingsStore,
  editor: SettingsEditor,
  section: Section,
  showLive: ShowLive | undefined,
): void {
  const app = fastify.withTypeProvider<ContractTypes>();
  const { path, entry, view, ordered } = section;
  const one = `${path}/:key`;
  const params = Type.Object({ key: Type.String({ description: `The ${section.key}` }) });
  const described = (summary: string, success: object) => ({
    tags: ["settings"],
    summary,
    security: [{ token: [] }],
    response: { ...success, ...problemResponses },
  });
  const entriesOf = (snapshot: SettingsSnapshot) => showSettings(snapshot)[section.name] as readonly Entry[];
  const entryOf = (snapshot: SettingsSnapshot, key: string): Entry => {
    const entries = entriesOf(snapshot);
    const found = entries[indexOf(entries, section, key)];
    if (!found) throw notFound(section, key);
    return found;
  };

  const live = async (entries: readonly Entry[]) => (showLive ? showLive(section.name, entries) : entries);
  const list = Type.Object({ items: Type.Array(view) }, { additionalProperties: false });
  app.get(path, { config: READ, schema: described(`List the ${entry}s`, { 200: list }) }, async (_request, reply) => {
    const snapshot = store.current();
    setVersion(reply, snapshot.version);
    return { items: [...(await live(entriesOf(snapshot)))] };
  });

  app.get(
    one,
    { config: READ, schema: { ...described(`Read a ${entry}`, { 200: view }), params } },
    async (request, reply) => {
      const snapshot = store.current();
      setVersion(reply, snapshot.version);
      return (await live([entryOf(snapshot, request.params.key)]))[0]!;
    },
  );

  const addSchema = { ...described(`Add a ${entry}`, { 201: section.created?.view ?? view }), body: section.input };
  const querystring = ordered ? PositionSchema : Type.Object({}, { additionalProperties: false });
  app.post(path, { config: CHANGE, schema: { ...addSchema, querystring } }, async (request, reply) => {
    const body = request.body as Entry;
    const { position } = request.query as { position?: number };
    const snapshot = await editor.edit(
      ifMatchOf(request),
      (current) => add(current, section, body, position),
      request.actor,
    );
    const key = section.normalise(String(body[section.key]));
    request.log.info({ version: snapshot.version, section: section.name, key }, "settings changed: entry added");
    setVersion(reply, snapshot.version)
      .code(201)
      .header("location", `/v1${path}/${encodeURIComponent(key)}`);
    return { ...entryOf(snapshot, key), ...section.created?.reveal(snapshot.settings, key, body) };
  });

  const replaceSchema = {
    ...described(`Replace a ${entry}`, { 200: view }),
    params,
    body: patchSchemaOf(section, false),
  };
  app.put(one, { config: CHANGE, schema: replaceSchema }, async (request, reply) => {
    const { key } = request.params;
    const snapshot = await editor.edit(
      ifMatchOf(request),
      (now) => replace(now, section, key, request.body as Entry),
      request.actor,
    );
    request.log.info({ version: snapshot.version, section: section.name, key }, "settings changed: entry replaced");
    setVersion(reply, snapshot.version);
    return entryOf(snapshot, key);
  });

  const patchSchema = {
    ...described(`Change fields of a ${entry}`, { 200: view }),
    params,
    body: patchSchemaOf(section, true),
  };
  app.patch(one, { config: CHANGE, schema: patchSchema }, async (request, reply) => {
    const { key } = request.params;
    const snapshot = await editor.edit(
      ifMatchOf(request),
      (now) => patch(now, section, key, request.body as Entry),
      request.actor,
    );
    request.log.info({ version: snapshot.version, section: section.name, key }, "settings changed: entry changed");
    setVersion(reply, snapshot.version);
    return entryOf(snapshot, key);
  });

  const removeSchema = { ...described(`Remove a ${entry}`, { 204: Type.Null({ description: "Removed" }) }), params };
  app.delete(one, { config: CHANGE, schema: removeSchema }, async (request, reply) => {
    const { key } = request.params;
    const snapshot = await editor.edit(ifMatchOf(request), (current) => remove(current, section, key), request.actor);
    request.log.info({ version: snapshot.version, section: section.name, key }, "settings changed: entry removed");
    return setVersion(reply, snapshot.version).code(204).send(null);
  });

  if (!ordered) return;
  const moveSchema = { ...described(`Move a ${entry} in the order`, { 200: list }), params, body: MoveSchema };
  app.post(`${one}/move`, { config: CHANGE, schema: moveSchema }, async (request, reply) => {
    const { key } = request.params;
    const snapshot = await editor.edit(
      ifMatchOf(request),
      (now) => move(now, section, key, request.body.to),
      request.actor,
    );
    request.log.info({ version: snapshot.version, section: section.name, key }, "settings changed: entry moved");
    setVersion(reply, snapshot.version);
    return { items: entriesOf(snapshot) };
  });
}
