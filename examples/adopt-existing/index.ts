// Taking over: an organization that grew by hand for years, in git without a single write to it.
//
// `organization.ts` is what `pulumi-anthropic import` wrote, as it wrote it; from then on it is ordinary code. In a folder
// with an empty stack it came about like this:
//
//   npx pulumi-anthropic import --stack dev
//   pulumi import --stack dev --file organization.import.json --generate-code=false --protect=false --yes
//   pulumi up --stack dev
//
// Make it yours step by step. How the code is written does not matter: a loop over a list instead of twenty lines, a
// file for each team. What matters is each resource's name, its first argument: a new name is a new resource, which takes
// the object over from the old one, and needs `aliases` where that is refused. `pulumi preview --expect-no-changes` says
// whether a step changed nothing.
//
// What import leaves out on purpose is taken over one by one, with the resource option `import`. Here that is the default
// workspace, of which only colour, tags and residency can be managed; import has said its id:
//
//   pulumi config set default wrkspc_...
//
// Afterwards `drift` tells what somebody does by hand. What is left out for good (admins, Claude Code's workspace, keys)
// is fine once, and written down as such:
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
