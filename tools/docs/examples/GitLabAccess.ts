import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", { name: "Research" });

const nightly = new anthropic.GitLabAccess("evaluation-nightly", {
  workspace: research,
  project: "acme/evaluation",
  branch: "main",
});

// What the job sets.
export const variables = nightly.environmentVariables;
