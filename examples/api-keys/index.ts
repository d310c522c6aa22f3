// API keys: rotates the key of a service.
//
// The API cannot create keys. An admin creates them in the Console and sets their IDs here. The program declares the name
// and the status, and never sees the secret.
//
//   pulumi config set current apikey_...
//   pulumi config set next apikey_...
//     When every service uses the next key, set it as `current`. `pulumi up` checks that it exists and then deactivates
//     the old one. Deleting a key from the program leaves it unchanged, unless `onDelete` is "deactivate".

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";

const config = new pulumi.Config();
const next = config.get("next");

const current = new anthropic.ApiKey("checkout", {
  apiKeyId: config.require("current"),
  name: "Checkout service",
  status: "active",
  onDelete: "deactivate",
});

if (next !== undefined) {
  new anthropic.ApiKey("checkout-next", { apiKeyId: next, name: "Checkout service, next", status: "active" });
}

export const hint = current.partialKeyHint;
