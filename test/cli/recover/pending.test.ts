import { expect, test } from "vitest";
import {
  hasEncryptedInputs,
  parseExport,
  pendingIn,
  settled,
  storedOutputs,
} from "../../../cli/recover/pending.ts";

const urn = (kind: string, name: string) =>
  `urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:${kind}::${name}`;
const state = (kind: string, name: string) => ({
  urn: urn(kind, name),
  type: `pulumi-nodejs:dynamic/anthropic:${kind}`,
  custom: true,
  inputs: { __origin: `acme/dev::${name}`, name },
});
const bucket = { urn: "urn:pulumi:dev::acme::aws:s3:Bucket::b", type: "aws:s3:Bucket", custom: true };

const exported = parseExport(
  JSON.stringify({
    version: 3,
    deployment: {
      manifest: { time: "2026-11-29T10:00:00Z", magic: "abc" },
      secrets_providers: { type: "passphrase" },
      resources: [
        { ...state("Workspace", "replaced"), id: "wrkspc_old", outputs: { status: "archived" } },
        bucket,
      ],
      pending_operations: [
        { type: "creating", resource: state("Workspace", "research") },
        { type: "creating", resource: state("Workspace", "replaced") },
        { type: "creating", resource: state("Workspace", "open") },
        { type: "creating", resource: state("Member", "alice") },
        { type: "updating", resource: state("Member", "bob") },
        { type: "deleting", resource: { ...state("Invite", "eve"), id: "invite_1" } },
        { type: "creating", resource: bucket },
      ],
    },
  }),
  "dev",
);

test("pending creates are those of this package, and other pending operations of it are counted", () => {
  const { creates, deletes, others } = pendingIn(exported, exported);
  expect(creates.map(({ resource, name }) => [resource.kind, name])).toEqual([
    ["Workspace", "research"],
    ["Workspace", "replaced"],
    ["Workspace", "open"],
    ["Member", "alice"],
  ]);
  expect(deletes).toMatchObject([{ name: "eve", id: "invite_1" }]);
  expect(others).toBe(1);
});

test("a settled state has the found objects and no pending operations, and is otherwise unchanged", () => {
  const { creates, deletes } = pendingIn(exported, exported);
  const [research, replaced] = creates;
  if (research === undefined || replaced === undefined) throw new Error("nothing is pending");
  const now = "2026-11-29T11:00:00Z";
  const found = [
    { create: research, id: "wrkspc_1", outputs: { status: "active" } },
    { create: replaced, id: "wrkspc_2", outputs: { status: "active" } },
  ];
  const after = settled(exported, found, deletes, now);
  const made = { outputs: { status: "active" }, created: now, modified: now };
  expect(after).toEqual({
    version: 3,
    deployment: {
      manifest: { time: "2026-11-29T10:00:00Z", magic: "abc" },
      secrets_providers: { type: "passphrase" },
      resources: [
        { ...state("Workspace", "replaced"), id: "wrkspc_2", ...made },
        bucket,
        { ...state("Workspace", "research"), id: "wrkspc_1", ...made },
      ],
      pending_operations: [],
    },
  });
});

test("a secret input is read in plain text, and stays encrypted in what is written", () => {
  const secretValue = (content: object) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ...content,
  });
  const withName = (name: unknown) =>
    parseExport(
      JSON.stringify({
        deployment: {
          manifest: { time: "2026-11-29T10:00:00Z" },
          pending_operations: [
            {
              type: "creating",
              resource: {
                ...state("Workspace", "research"),
                inputs: { __origin: "acme/dev::research", name, displayColor: "#112233" },
              },
            },
          ],
        },
      }),
      "dev",
    );
  const encrypted = secretValue({ ciphertext: "v1:abc" });
  const exported = withName(encrypted);
  expect(hasEncryptedInputs(exported)).toBe(true);
  const { creates } = pendingIn(exported, withName(secretValue({ plaintext: '"Research"' })));
  const [create] = creates;
  if (create === undefined) throw new Error("nothing is pending");
  expect(create).toMatchObject({ inputs: { name: "Research" }, secrets: ["name"], unreadable: [] });
  expect(storedOutputs(create, { name: "Research", displayColor: "#112233" })).toEqual({
    name: encrypted,
    displayColor: "#112233",
  });
  expect(pendingIn(exported, exported).creates[0]?.unreadable).toEqual(["name"]);
});
