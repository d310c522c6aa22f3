import { expect, test } from "vitest";
import { creating, interrupted, resource, urn } from "./interrupted.ts";

test("a workspace without the owner tag is recorded only if the user confirms it", async () => {
  const { console, left, recover, written, printed } = await interrupted({ ownerTag: "owner" });
  const theirs = console.createWorkspace({ name: "Research" });
  await left([creating("research", { name: "Research" })]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain(`${theirs.id}, created at ${theirs.created_at}, may not be it: `);
  expect(await written()).toEqual([]);
  expect(await recover(theirs.id)).toBe(0);
  expect(await written()).toMatchObject([{ id: theirs.id }]);
});

test("a workspace with the owner tag is recorded", async () => {
  const { console, left, recover, written } = await interrupted({ ownerTag: "owner" });
  console.createWorkspace({ name: "Research" });
  const ours = console.createWorkspace({ name: "Research", tags: { owner: "acme/dev" } });
  await left([creating("research", { name: "Research" })]);
  expect(await recover()).toBe(0);
  expect(await written()).toMatchObject([{ id: ours.id }]);
});

test("each of several pending creates with one name gets its own workspace", async () => {
  const { console, left, recover, written } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const a = console.createWorkspace({ name: "Lab", tags: { team: "a" } });
  const b = console.createWorkspace({ name: "Lab", tags: { team: "b" } });
  await left([
    creating("a", { ...lab, tags: { team: "a" } }),
    creating("b", { ...lab, tags: { team: "b" } }),
  ]);
  expect(await recover()).toBe(0);
  expect(await written()).toMatchObject([
    { urn: urn("Workspace", "a"), id: a.id },
    { urn: urn("Workspace", "b"), id: b.id },
  ]);
});

test("equal workspaces are recorded for equal pending creates once all of them are confirmed", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const ids = [console.createWorkspace({ name: "Lab" }).id, console.createWorkspace({ name: "Lab" }).id];
  await left([creating("a", lab), creating("b", lab)]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain("Confirm up to 2, each with --id.");
  expect(await recover(...ids)).toBe(0);
  expect((await written()).map(({ id }) => id).sort()).toEqual(ids.sort());
});

test("one workspace is not recorded for two pending creates", async () => {
  const { console, left, recover, written } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const { id } = console.createWorkspace({ name: "Lab" });
  await left([creating("a", lab), creating("b", lab)]);
  await recover();
  expect((await written()).filter((each) => each["id"] === id).length).toBeLessThan(2);
});

test("a second workspace of an interrupted run is reported when the state already has one", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const old = console.createWorkspace({ name: "Lab" });
  const made = console.createWorkspace({ name: "Lab" });
  await left(
    [creating("lab", lab)],
    [resource("Workspace", "lab", lab, { id: old.id, outputs: { name: "Lab", status: "active" } })],
  );
  await recover();
  expect(`${printed.join("\n")}\n${JSON.stringify(await written())}`).toContain(made.id);
  expect(printed.join("\n")).toContain(
    `the state already has it as ${old.id}. The interrupted run may also have created ${made.id} (created at `,
  );
});

test("a create whose request may still arrive is undecided, and counts as not sent afterwards", async () => {
  const { left, recover, written, printed } = await interrupted();
  await left([creating("research", { name: "Research" })]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain(
    "but the request may still be under way. Run `recover` again after 20",
  );
  expect(await written()).toEqual([]);
  await left([creating("research", { name: "Research" })], [], new Date(Date.now() - 4 * 60_000));
  expect(await recover()).toBe(0);
  expect(printed.join("\n")).toContain("it was not created, and the next `pulumi up` creates it");
});

test("a confirmed workspace that is not as declared is recorded with its present values", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  const changed = console.createWorkspace({ name: "Research", tags: { team: "ops" } });
  await left([creating("research", { name: "Research", tags: { team: "ml" } })]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain(`${changed.id}: it is not as declared: `);
  expect(await recover(changed.id)).toBe(0);
  const tags = { team: "ops" };
  expect(await written()).toMatchObject([
    { id: changed.id, inputs: { name: "Research", tags }, outputs: { tags, adopted: false } },
  ]);
});
