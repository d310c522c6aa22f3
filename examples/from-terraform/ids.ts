// Prints the IDs of the Anthropic resources in a Terraform state, by address:
//
//   terraform show -json | node ids.ts > terraform.ids.json

import { text } from "node:stream/consumers";

interface Resource {
  address: string;
  mode: "managed" | "data";
  type: string;
  values: { id?: string; workspace_id?: string; user_id?: string };
}
interface Module {
  resources?: Resource[];
  child_modules?: Module[];
}

const everywhere = ({ resources = [], child_modules = [] }: Module): Resource[] => [
  ...resources,
  ...child_modules.flatMap(everywhere),
];

const shown: { values?: { root_module: Module } } = JSON.parse(await text(process.stdin));
const ids = everywhere(shown.values?.root_module ?? {})
  .filter(({ mode, type }) => mode === "managed" && type.startsWith("anthropic_"))
  // Providers differ in the ID of a membership, and some have none.
  .map(({ address, type, values: { id, workspace_id, user_id } }) => [
    address,
    type === "anthropic_workspace_member" ? `${workspace_id}/${user_id}` : id,
  ]);
console.log(JSON.stringify(Object.fromEntries(ids), undefined, 2));
