import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("contractors reports a member that was added outside of Pulumi, and ignores users in `except`", async () => {
  const emulator = await startEmulator({ seed: "sample" });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const members = () => {
    const { users, workspaces, members: all } = state();
    const id = workspaces.find(({ name }) => name === "Contractors")?.id;
    const email = (user: string) => users.find((candidate) => candidate.id === user)?.email;
    return all.flatMap((one) => (one.workspace_id === id ? [email(one.user_id)] : [])).toSorted();
  };
  const stack = await stackOf("examples/contractors", emulator);

  await stack.up();
  const declared = members();
  expect(declared).toContain("tomas.novak@example.com");
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["ines.costa@example.com"]);

  console.addMember("Contractors", "lucia.romero@example.com", "workspace_user");
  console.addMember("Contractors", "kenji.mori@example.com", "workspace_admin");
  const drift = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(drift.output).toContain("kenji.mori@example.com");
  expect(drift.output).not.toContain("lucia.romero@example.com");

  await stack.up(["--refresh"]);
  expect(members()).toEqual([...declared, "lucia.romero@example.com"].toSorted());
  expect(emulator.sentInvitations).toHaveLength(1);
});
