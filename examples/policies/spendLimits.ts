import type { StackValidationPolicy } from "@pulumi/policy";
import * as anthropic from "pulumi-anthropic";
import { workspaceOf } from "./workspace.ts";

/** Checks the whole stack, at the end of a preview or update. */
export const spendLimitRequired: StackValidationPolicy = {
  name: "spend-limit-required",
  description: "Every workspace must have a spend limit.",
  enforcementLevel: "mandatory",
  validateStack: ({ resources }, reportViolation) => {
    const limits = resources.filter((each) => each.asType(anthropic.SpendLimit)?.scope === "workspace");
    const limited = new Set(limits.map(workspaceOf));
    for (const each of resources) {
      const workspace = each.asType(anthropic.Workspace);
      if (workspace === undefined || workspace.status === "archived" || limited.has(each.urn)) continue;
      reportViolation(
        "The workspace has no spend limit. Declare a SpendLimit with this `workspace`.",
        each.urn,
      );
    }
  },
};
