import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Assumptions } from "../../../emulator/assumptions.ts";
import type { Fault, OrganizationSettings, Seed } from "../../../emulator/index.ts";
import type { assumptionsSchema } from "../../../emulator/schemas/assumptions.ts";
import type { faultOf, faultSchema } from "../../../emulator/schemas/fault.ts";
import type { seedSchema } from "../../../emulator/schemas/seed.ts";
import type { settingsSchema } from "../../../emulator/schemas/settings.ts";

test("the published types are the input types of the schemas", () => {
  expectTypeOf<z.input<typeof assumptionsSchema>>().toEqualTypeOf<Assumptions>();
  expectTypeOf<z.input<typeof settingsSchema>>().toEqualTypeOf<OrganizationSettings>();
  expectTypeOf<z.input<typeof seedSchema>>().toEqualTypeOf<Seed>();
  expectTypeOf<Exclude<keyof z.input<typeof faultSchema>, "pathPattern">>().toEqualTypeOf<keyof Fault>();
  expectTypeOf<ReturnType<typeof faultOf>>().toEqualTypeOf<Fault>();
});
