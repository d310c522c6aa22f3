import { describe, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { WorkspaceMemberArgs } from "../../../../provider/resources/workspaceMember/args.ts";
import type { Inputs } from "../../../../provider/resources/workspaceMember/schema.ts";
import type { Unwrapped } from "../../unwrap.ts";

describe("the arguments of a WorkspaceMember", () => {
  it("are what the provider process accepts", () => {
    expectTypeOf<z.infer<typeof Inputs>>().toEqualTypeOf<Unwrapped<WorkspaceMemberArgs>>();
  });
});
