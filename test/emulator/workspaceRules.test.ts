import { describe, expect, it } from "vitest";
import { defaultResidency, residencyProblem } from "../../emulator/workspaceRules.ts";

describe("residencyProblem", () => {
  it("requires the default region to be an allowed one", () => {
    expect(residencyProblem(defaultResidency())).toBeUndefined();
    const residency = { ...defaultResidency(), default_inference_geo: "us" as const };
    expect(residencyProblem({ ...residency, allowed_inference_geos: ["global", "us"] })).toBeUndefined();
    expect(residencyProblem({ ...residency, allowed_inference_geos: ["global"] })).toBe(
      "default_inference_geo 'us' should be one of allowed_inference_geos",
    );
  });
});
