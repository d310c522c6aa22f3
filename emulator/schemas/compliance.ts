import { z } from "zod";
import { fields, oneOf } from "../validation.ts";

export const enablement = oneOf("enabled", "disabled");

export const seedComplianceSettings = fields({
  type: z.optional(oneOf("compliance_settings")),
  state: fields({ type: enablement }),
  access_transparency: z.optional(fields({ type: enablement })),
});
