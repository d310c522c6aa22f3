import { expect, test } from "vitest";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

// The two commands that CI runs. Exit code 7 means drift.
const stateAgainstLive = ["--preview-only", "--diff", "--expect-no-changes"];
const programAgainstLive = ["--refresh", "--run-program", "--diff", "--expect-no-changes"];

const program = `
  const research = new anthropic.Workspace("research", {
    name: "Research", tags: { team: "ml" }, dataResidency: { defaultInferenceGeo: "us" },
  });
  new anthropic.Workspace("bare", { name: "Bare" });
  new anthropic.WorkspaceMember("alice", { workspace: research, email: "alice@example.com", role: "workspace_user" });
  new anthropic.WorkspaceMember("bob", { workspace: research, email: "bob@example.com", role: "workspace_user" });`;

test("refresh and preview find only the changes of managed fields, and one `up` repairs them", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const alice = console.addUser({ email: "alice@example.com" });
  const bob = console.addUser({ email: "bob@example.com" });
  const stack = await newStack({ emulator, program });
  await stack.up();
  const { id = "" } = await stack.resource("research");

  console.updateWorkspace("Bare", { displayColor: "#000000", tags: { by: "hand" } });
  console.updateWorkspace("Research", { displayColor: "#000000" });
  console.setUserRole("alice@example.com", "developer");
  await stack.refresh(stateAgainstLive);
  await stack.preview(programAgainstLive);

  console.updateWorkspace("Research", {
    tags: { team: "ml", by: "hand" },
    dataResidency: { default_inference_geo: "global", allowed_inference_geos: ["global", "us"] },
  });
  console.setMemberRole("Research", alice.id, "workspace_admin");
  console.removeMember("Research", bob.id);
  emulator.clearRequests();
  const ofState = (await stack.refresh(stateAgainstLive, { fails: 7 })).output;
  const ofProgram = (await stack.preview(programAgainstLive, { fails: 7 })).output;
  expect(ofState).toMatch(/~ defaultInferenceGeo: "us" => "global"/);
  expect(ofState).toMatch(/\+ by: "hand"/);
  expect(ofState).toMatch(/~ role: "workspace_user" => "workspace_admin"/);
  expect(ofState).toMatch(/- pulumi-nodejs:dynamic\/anthropic:WorkspaceMember: \(delete\)/);
  // The program manages neither `allowedInferenceGeos` nor the color.
  expect(ofState).not.toMatch(/allowedInferenceGeos|displayColor/);
  expect(ofProgram).toMatch(/~ defaultInferenceGeo: "global" => "us"/);
  expect(ofProgram).toMatch(/- by: "hand"/);
  expect(ofProgram).toMatch(/~ role: "workspace_admin" => "workspace_user"/);
  expect(ofProgram).toMatch(/\+ pulumi-nodejs:dynamic\/anthropic:WorkspaceMember: \(create\)/);
  expect(writesOf(emulator)).toEqual([]);

  await stack.up(["--refresh"]);
  expect(writesOf(emulator).sort()).toEqual([
    `POST /workspaces/${id} {"tags":{"by":null},"data_residency":{"default_inference_geo":"us"}}`,
    `POST /workspaces/${id}/members {"user_id":"${bob.id}","workspace_role":"workspace_user"}`,
    `POST /workspaces/${id}/members/${alice.id} {"workspace_role":"workspace_user"}`,
  ]);
  await stack.preview(programAgainstLive);
  expect(state().workspaces.find((workspace) => workspace.id === id)?.display_color).toBe("#000000");
});

test("a workspace that was archived outside of Pulumi stays in the stack until the program requests a new one", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  console.addUser({ email: "alice@example.com" });
  const declaring = (more: string) => `
    const research = new anthropic.Workspace("research", { name: "Research", ${more} });
    new anthropic.WorkspaceMember("alice", { workspace: research, email: "alice@example.com", role: "workspace_user" });`;
  const stack = await newStack({ emulator, program: declaring("") });
  await stack.up();
  const { id } = await stack.resource("research");
  console.archiveWorkspace("Research");
  emulator.clearRequests();

  const found = await stack.refresh(stateAgainstLive, { fails: 7 });
  expect(found.output).toMatch(/~ status +: "active" => "archived"/);
  const { output } = await stack.up(["--refresh", "--continue-on-error"], { fails: true });
  expect(diagnostics(output)).toContain(
    `cannot update workspace "Research" (${id}): it was archived outside of Pulumi, and archiving a workspace is final. ` +
      'Remove it from the program, or set `onArchived: "recreate"` to create a new workspace without the keys of the old one.',
  );
  expect((await stack.resource("research")).outputs).toMatchObject({ status: "archived", name: "Research" });
  expect(writesOf(emulator)).toEqual([]);

  await stack.program(declaring('onArchived: "recreate"'));
  await stack.up();
  const { id: next = "" } = await stack.resource("research");
  expect(next).not.toBe(id);
  expect(requestsOf(emulator).filter((request) => request.startsWith("POST"))).toEqual([
    "POST /workspaces",
    `POST /workspaces/${next}/members`,
  ]);
  expect(state().workspaces).toHaveLength(2);

  // Deleting an archived workspace writes nothing.
  console.archiveWorkspace(next);
  await stack.destroy();
  expect(writesOf(emulator)).toEqual([]);
});
