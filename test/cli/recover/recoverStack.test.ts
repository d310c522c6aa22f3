import { expect, test } from "vitest";
import { recoverStack } from "../../../cli/recover/recoverStack.ts";
import { creating, interrupted, resource } from "./interrupted.ts";

test("an invitation that replaced a deleted one stays in the state", async () => {
  const { console, left, recover, written } = await interrupted();
  const inputs = { email: "new@example.com", role: "user" };
  const { id } = console.invite("new@example.com", "user");
  const old = resource(
    "Invite",
    "guest",
    { email: "old@example.com", role: "user" },
    { id: "invite_gone", delete: true },
  );
  await left([{ type: "deleting", resource: old }], [resource("Invite", "guest", inputs, { id }), old]);
  expect(await recover()).toBe(0);
  expect(await written()).toMatchObject([{ id }]);
});

test("an invitation that one request does not find is not settled as deleted", async () => {
  const { console, emulator, left, recover, written, printed } = await interrupted();
  const inputs = { email: "new@example.com", role: "user" };
  const { id } = console.invite("new@example.com", "user");
  const invites = "/v1/organizations/invites";
  emulator.faults.add({ kind: "status", status: 404, method: "GET", path: `${invites}/${id}` });
  const body = { data: [], has_more: false, first_id: null, last_id: null };
  emulator.faults.add({ kind: "status", status: 200, method: "GET", path: invites, body });
  const invite = resource("Invite", "guest", inputs, { id });
  await left([{ type: "deleting", resource: invite }], [invite]);
  expect(await recover()).toBe(0);
  expect(printed[0]).toContain(`${id} was not deleted`);
  expect(await written()).toMatchObject([{ id }]);
});

test("an ID that no pending create can have created is rejected, and nothing is written", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  console.createWorkspace({ name: "Research" });
  const other = console.createWorkspace({ name: "Other" });
  await left([creating("research", { name: "Research" })]);
  expect(await recover(other.id)).toBe(1);
  expect(printed.join("\n")).toContain(`--id ${other.id}: no pending create can have created this object.`);
  expect(await written()).toEqual([]);
  expect(await recover()).toBe(0);
});

test("writes nothing without --yes", async () => {
  const { io, console, left, written, printed } = await interrupted();
  const { id } = console.createWorkspace({ name: "Research" });
  await left([creating("research", { name: "Research" })]);
  expect(await recoverStack(io, {})).toBe(0);
  expect(printed.join("\n")).toContain(`created as "Research" (${id})`);
  expect(printed.at(-1)).toMatch(
    /^Nothing was changed\. To write the state: npx pulumi-anthropic recover -C \S+ --stack dev --yes$/,
  );
  expect(await written()).toEqual([]);
});

test("pending operations of other packages are left to `pulumi refresh`", async () => {
  const { left, recover, written, printed } = await interrupted();
  const bucket = { urn: "urn:pulumi:dev::acme::aws:s3:Bucket::b", type: "aws:s3:Bucket", custom: true };
  await left([
    { type: "creating", resource: bucket },
    { type: "updating", resource: resource("Member", "ann", {}) },
  ]);
  expect(await recover()).toBe(1);
  expect(printed[0]).toMatch(/^1 pending operation of other packages\. /);
  expect(await written()).toEqual([]);
});

test("a state without pending operations has nothing to recover", async () => {
  const { left, recover, printed } = await interrupted();
  await left([]);
  expect(await recover()).toBe(0);
  expect(printed[0]).toMatch(/^Nothing to recover: dev has no pending operation of this package\. /);
});
