import { z } from "zod";
import * as shared from "../pipelineAccess/schema.ts";

const Project = z
  .string("must be a string")
  .trim()
  .regex(/^[\w.-]+(\/[\w.-]+)+$/, "must be `GROUP/PROJECT`, such as `acme/app`");

/** The arguments of a GitLabAccess whose values are known. */
export const GitLabInputs = z.strictObject({
  ...shared.pipelineShape,
  project: Project,
  projectId: shared.NumericId,
  environment: shared.NameOrPrefix.exactOptional(),
  branch: shared.RefName.exactOptional(),
  tag: shared.RefName.exactOptional(),
  protected: shared.Flag,
  mergeRequests: shared.Flag,
});

export const mayBeOutput = shared.mayBeOutput("project", "projectId", "environment", "branch", "tag");
