import * as anthropic from "pulumi-anthropic";

const deploy = new anthropic.ServiceAccount("deploy", {
  name: "ci-deploy",
  description: "Deploys the prompts of each release",
});

export const deployId = deploy.id;
