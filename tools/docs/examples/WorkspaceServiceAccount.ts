import * as anthropic from "pulumi-anthropic";

const staging = new anthropic.Workspace("staging", { name: "Staging" });
const deploy = new anthropic.ServiceAccount("deploy", { name: "ci-deploy" });

new anthropic.WorkspaceServiceAccount("deploy-staging", {
  workspace: staging,
  serviceAccount: deploy,
  role: "workspace_developer",
});
