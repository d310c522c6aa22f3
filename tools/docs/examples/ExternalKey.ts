import * as anthropic from "pulumi-anthropic";

const key = new anthropic.ExternalKey("main", {
  displayName: "Production data",
  providerConfig: {
    type: "aws",
    kmsArn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
  onDelete: "retain",
});

new anthropic.Workspace("contracts", { name: "Contracts", externalKeyId: key.id });
