import { z } from "zod";
import * as shared from "../pipelineAccess/schema.ts";

/** What would have access without an environment, a branch and a tag. */
export const everything = "every pipeline of the project";

const { NameOrPrefix, RefName } = shared.namesOfPlaces(everything);

const Project = z
  .string("must be a string")
  .trim()
  .regex(/^[\w.-]+(\/[\w.-]+)+$/, "must be `GROUP/PROJECT`, such as `acme/app`")
  .refine((path) => !path.endsWith(".git"), "must not end with `.git`");

/** The arguments of a GitLabAccess whose values are known. */
export const GitLabInputs = z.strictObject({
  ...shared.pipelineShape,
  project: Project,
  projectId: shared.NumericId,
  environment: NameOrPrefix.exactOptional(),
  branch: RefName.exactOptional(),
  tag: RefName.exactOptional(),
  protected: shared.Flag,
  mergeRequests: shared.Flag,
});

export const mayBeOutput = shared.mayBeOutput("project", "projectId", "environment", "branch", "tag");
