// API keys: a service has one key in use, and one that takes its place.
//
// The API makes no keys, so that no secret ever passes through a program: an admin makes them in the Console, and gives
// their ids here. What can be declared is the name and whether the key works.
//
//   pulumi config set current apikey_...
//   pulumi config set next apikey_...
//     When the next one is in use everywhere, make it `current`: the old one is deactivated, after the new one was seen
//     to be there. Deleting a key from the program leaves it as it is, unless `onDelete` says "deactivate".

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
