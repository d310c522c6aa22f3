import * as anthropic from "pulumi-anthropic";

const deploy = new anthropic.ServiceAccount("deploy", {
  name: "ci-deploy",
  description: "Evaluates prompts before each release",
});

export const deployId = deploy.id;
