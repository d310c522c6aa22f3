import { expect, it } from "vitest";
import { declareCompliance, declareExternalKeys } from "../../../cli/import/declareEncryption.ts";
import { declareWorkspace } from "../../../cli/import/declareWorkspace.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const key_name = "projects/acme/locations/us/keyRings/claude/cryptoKeys/main";
const kms_arn = "arn:aws:kms:us-east-1:111122223333:alias/claude";
const external_keys = [
  { id: "ekey_1", display_name: "Production Data", provider_config: { type: "gcp" as const, key_name } },
  { id: "ekey_2", provider_config: { type: "aws" as const, kms_arn } },
];
const workspaces = [{ id: "wrkspc_1", name: "Research", external_key_id: "ekey_1" }];
const compliance_settings = { state: { type: "enabled" as const } };

it("declares external keys, which workspaces refer to, and keeps them when they are deleted from the program", async () => {
  const program = await building({ external_keys, workspaces });
  const [alias, main] = await declareExternalKeys(program);
  expect(main).toMatchObject({
    name: "production-data",
    id: "ekey_1",
    args: {
      displayName: "Production Data",
      providerConfig: { type: "gcp", keyName: key_name },
      onDelete: "retain",
    },
    outputs: { adopted: true },
  });
  // New keys must not have the ARN of an alias.
  expect(alias).toMatchObject({ name: "key", id: "ekey_2", args: { providerConfig: { kmsArn: kms_arn } } });
  const [wire] = program.organization.workspaces.filter(({ id }) => id === "wrkspc_1");
  if (wire === undefined) throw new Error("there is no workspace");
  const workspace = await declareWorkspace(program, wire);
  expect(workspace?.args["externalKeyId"]).toMatchObject({ to: main, output: "id", plain: "ekey_1" });
});

it("declares with `--workspace` only the external keys of these workspaces, whatever their names", async () => {
  const matches = (name: string) => name === "Research";
  const program = await building({ external_keys, workspaces }, { workspaces: ["Research"], matches });
  expect(await declareExternalKeys(program)).toMatchObject([{ id: "ekey_1" }]);
  const labs = [...workspaces, { id: "wrkspc_2", name: "Labs" }];
  const other = await building({ external_keys, workspaces: labs }, { workspaces: ["Labs"] });
  expect(await declareExternalKeys(other)).toEqual([]);
});

it("skips external keys that a stack manages, and those that do not match", async () => {
  const managed = new NameMap<string>();
  managed.set(objectName("ExternalKey", "ekey_1"), "prod");
  const program = await building(
    { external_keys },
    { managed, matches: (name) => name === "Production Data" },
  );
  expect(await declareExternalKeys(program)).toEqual([]);
  expect(program.leftOut.lines()).toEqual(["1 external key (already managed by prod)"]);
});

it("declares Compliance Settings only if they are enabled", async () => {
  expect(await declareCompliance(await building({}))).toEqual([]);
  const program = await building({ compliance_settings });
  expect(await declareCompliance(program)).toMatchObject([
    { name: "compliance", id: program.organization.id, args: { state: "enabled" } },
  ]);
  const managed = new NameMap<string>();
  managed.set(objectName("ComplianceSettings", "of the organization", "scope"), "prod");
  expect(await declareCompliance(await building({ compliance_settings }, { managed }))).toEqual([]);
});
