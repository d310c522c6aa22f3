// Adoption: imports an organization that was managed in the Console, without writing to it.
//
// `organization.ts` is the unchanged output of `pulumi-anthropic import`, and ordinary code from then on. These commands
// created and deployed it, in a folder with an empty stack:
//
//   npx pulumi-anthropic import --stack dev
//   pulumi import --stack dev --file organization.import.json --generate-code=false --protect=false --yes
//   pulumi up --stack dev
//
// Then refactor it step by step, for example into loops or one file per team. Keep the name of each resource, its first
// argument: a new name is a new resource, which adopts the object, or needs the resource option `aliases` if that is
// refused. `pulumi preview --expect-no-changes` checks that a step changes nothing.
//
// Import some objects individually, with the resource option `import`. Here this is the default workspace, of which only
// the color, tags and residency can be managed. `pulumi-anthropic import` prints its ID:
//
//   pulumi config set default wrkspc_...
//
// Afterwards `drift` reports changes outside of Pulumi. Accept once what no program manages (admins, the workspace of Claude
// Code, keys):
//
//   npx pulumi-anthropic drift --stack dev --accept
//   npx pulumi-anthropic drift --stack dev

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";
import "./organization.ts";

new anthropic.Workspace(
  "default",
  { name: "Default", onDelete: "retain" },
  { import: new pulumi.Config().require("default"), protect: true },
);
