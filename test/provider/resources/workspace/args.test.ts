import { describe, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { WorkspaceArgs } from "../../../../provider/resources/workspace/args.ts";
import type { Inputs } from "../../../../provider/resources/workspace/schema.ts";
import type { Unwrapped } from "../../unwrap.ts";

describe("the arguments of a Workspace", () => {
  it("are what the provider process accepts", () => {
    expectTypeOf<z.infer<typeof Inputs>>().toEqualTypeOf<Unwrapped<WorkspaceArgs>>();
  });
});
