import { type ResourceValidationPolicy, validateResourceOfType } from "@pulumi/policy";
import * as anthropic from "pulumi-anthropic";

/**
 * Policies do not see deletes, because the program no longer declares the resource. Delete uses the `onDelete` of the last `up`, so this
 * policy checks it while the workspace is declared.
 */
export const archiveNeedsTag: ResourceValidationPolicy = {
  name: "archive-needs-tag",
  description: "A workspace that may be archived must have a tag that allows it.",
  enforcementLevel: "mandatory",
  configSchema: { properties: { tag: { type: "string", default: "allow-archive" } } },
  validateResource: validateResourceOfType(
    anthropic.Workspace,
    (workspace, { getConfig }, reportViolation) => {
      const { tag } = getConfig<{ tag: string }>();
      if (workspace.onDelete === "retain" || workspace.tags?.[tag] === "true") return;
      reportViolation(
        `\`onDelete\` must be "retain". To allow archiving the workspace, set its tag \`${tag}\` to "true".`,
      );
    },
  ),
};
