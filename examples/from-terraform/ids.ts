// Prints the IDs of the Anthropic resources in a Terraform state, by address:
//
//   terraform show -json | node ids.ts > terraform.ids.json

import { text } from "node:stream/consumers";

type Values = Record<string, unknown>;
interface Resource {
  address: string;
  mode: "managed" | "data";
  type: string;
  values: Values;
}
interface Module {
  resources?: Resource[];
  child_modules?: Module[];
}

const everywhere = ({ resources = [], child_modules = [] }: Module): Resource[] => [
  ...resources,
  ...child_modules.flatMap(everywhere),
];

/** The ID in Pulumi. Terraform providers differ in the IDs of memberships, and some have none. */
function idOf(type: string, values: Values): unknown {
  switch (type.replace(/^.*?_/, "")) {
    case "workspace_member":
      return `${values["workspace_id"]}/${values["user_id"]}`;
    case "service_account_workspace":
    case "service_account_workspace_member":
    case "workspace_service_account":
      return `${values["workspace_id"]}/${values["service_account_id"]}`;
    // All members of a group are one resource.
    case "rbac_group_member":
      return values["group_id"] ?? values["rbac_group_id"];
    case "compliance_settings":
      return "compliance_settings";
    default:
      return values["id"];
  }
}

const shown: { values?: { root_module: Module } } = JSON.parse(await text(process.stdin));
const ids = everywhere(shown.values?.root_module ?? {})
  .filter(({ mode, type }) => mode === "managed" && /^(anthropic|claude|claude-enterprise)_/.test(type))
  // The workspaces of a rule are a part of the FederationRule.
  .filter(({ type }) => !type.endsWith("_federation_rule_workspace"))
  .map(({ address, type, values }) => [address, idOf(type, values)]);
console.log(JSON.stringify(Object.fromEntries(ids), undefined, 2));
