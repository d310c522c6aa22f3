// Workspaces whose data is encrypted with your own key in AWS KMS, and the Compliance API.
//
// The key policy must grant Anthropic access to the key before `up`, which validates it. A workspace uses its key permanently, even after it is
// archived, so the key cannot be deleted. `onDelete: "retain"` leaves it unchanged when the stack is destroyed.

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";

const kmsArn = new pulumi.Config().require("kmsArn");

const key = new anthropic.ExternalKey("production", {
  displayName: "Production data",
  providerConfig: { type: "aws", kmsArn },
  onDelete: "retain",
});

for (const name of ["Contracts", "Claims"]) {
  new anthropic.Workspace(name.toLowerCase(), { name, externalKeyId: key.id });
}

new anthropic.ComplianceSettings("compliance", { state: "enabled" });

export const validation = key.validation;
