import * as anthropic from "pulumi-anthropic";

new anthropic.FederationIssuer("github", {
  name: "github-actions",
  issuerUrl: "https://token.actions.githubusercontent.com",
});
