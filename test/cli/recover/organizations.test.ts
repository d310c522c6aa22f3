import { expect, test } from "vitest";
import { Organizations } from "../../../cli/recover/organizations.ts";
import { parseExport } from "../../../cli/recover/pending.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { stateOf, workdirOf } from "../workdir.ts";

const provider = {
  urn: "urn:pulumi:dev::acme::pulumi:providers:pulumi-nodejs::other",
  type: "pulumi:providers:pulumi-nodejs",
  id: "1",
  inputs: { "anthropic:ownerTag": "team" },
};

async function organizations(kinds: readonly string[] = []) {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  const [workspace] = emulator.organization().state().workspaces;
  const outputs = { name: "Research" };
  const resources = [{ kind: "Workspace", name: "w", id: workspace?.id ?? "", outputs }];
  const state = parseState(JSON.stringify(stateOf(resources)), "dev");
  const exported = parseExport(
    JSON.stringify({
      deployment: { manifest: { time: "2026-11-29T10:00:00Z" }, resources: [provider] },
    }),
    "dev",
  );
  const target = {
    label: "dev",
    project: "acme",
    stack: "dev",
    state,
    config: () => undefined,
    secretSettings: new Set<string>(),
  };
  return { emulator, workspace, organizations: new Organizations(io, target, exported, new Set(kinds)) };
}

test("each organization is read once, with its workspaces only", async () => {
  const { emulator, workspace, organizations: known } = await organizations();
  const [first, second] = [await known.of(undefined), await known.of(undefined)];
  expect(second).toBe(first);
  expect(first.organization.workspaces.length).toBeGreaterThan(3);
  expect(first.managed.has(objectName("Workspace", workspace?.id ?? ""))).toBe(true);
  expect(emulator.requests.map(({ path }) => path)).toEqual(["/v1/organizations/workspaces"]);
});

test("the lists of the pending creates are read as well, without members", async () => {
  const { emulator, organizations: known } = await organizations(["ServiceAccount", "ExternalKey"]);
  const { organization } = await known.of(undefined);
  expect(organization.externalKeys).toBeDefined();
  expect(organization.federation).toBeUndefined();
  // An Admin API key cannot read service accounts, so they are not requested.
  expect(organization.unread.map(({ family }) => family)).toEqual(["serviceAccounts"]);
  expect(emulator.requests.map(({ path }) => path)).toEqual([
    "/v1/organizations/workspaces",
    "/v1/organizations/external_keys",
  ]);
});

test("an explicit Provider has its own settings, and the others have those of the stack", async () => {
  const { organizations: known } = await organizations();
  expect((await known.of(undefined)).session.settings.ownerTag).toBe(undefined);
  expect((await known.of(`${provider.urn}::1`)).session.settings.ownerTag).toBe("team");
});
