import type { SettingsDraft } from "@postlane/contract";
import { validateSettings } from "@postlane/contract";
import { DEFAULT_RULE } from "@postlane/mail";
import { expect, expectTypeOf, it } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../src/index.ts";

// The schema is written apart from the types (the console shares it): the compiler says when they part ways.
it("every field of the settings types is a field of the schema, with the same type, and none more", () => {
  expectTypeOf<Settings>().toExtend<SettingsDraft>();
  expectTypeOf<SettingsDraft["domainRules"][number]>().toExtend<Settings["domainRules"][number]>();
  expectTypeOf<keyof SettingsDraft["domainRules"][number]>().toEqualTypeOf<keyof Settings["domainRules"][number]>();
  expectTypeOf<keyof SettingsDraft["relays"][number]>().toEqualTypeOf<keyof Settings["relays"][number]>();
  expectTypeOf<SettingsDraft["accessRules"][number]>().toExtend<Settings["accessRules"][number]>();
  expectTypeOf<keyof SettingsDraft["accessRules"][number]>().toEqualTypeOf<keyof Settings["accessRules"][number]>();
  expectTypeOf<SettingsDraft["general"]>().toExtend<Settings["general"]>();
  expectTypeOf<keyof SettingsDraft["general"]>().toEqualTypeOf<keyof Settings["general"]>();
  type Reports = SettingsDraft["general"]["reports"];
  expectTypeOf<Reports>().toExtend<Settings["general"]["reports"]>();
  expectTypeOf<keyof Reports>().toEqualTypeOf<keyof Settings["general"]["reports"]>();
  type Suppression = Settings["general"]["suppression"];
  expectTypeOf<keyof SettingsDraft["general"]["suppression"]>().toEqualTypeOf<keyof Suppression>();
  type BackPressure = Settings["general"]["backPressure"];
  expectTypeOf<keyof SettingsDraft["general"]["backPressure"]>().toEqualTypeOf<keyof BackPressure>();
});

it("the default rule shows every field there is", () => {
  const { pattern: _pattern, ...fields } = DEFAULT_RULE;
  expect(validateSettings(DEFAULT_SETTINGS)).toEqual({ ok: true, settings: DEFAULT_SETTINGS });
  expect(DEFAULT_SETTINGS.domainRules).toEqual([{ domain: "*", ...fields }]);
});
