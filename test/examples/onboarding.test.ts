import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("onboarding creates a workspace, and adds each user who is in the organization", async () => {
  const emulator = await startEmulator({ seed: "sample" });
  onTestFinished(() => emulator.stop());
  const organization = emulator.organization();
  const stack = await stackOf("examples/onboarding", emulator);

  await stack.up();
  // Hana has a pending invitation. Only Yara is new.
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["yara.idris@example.com"]);
  expect(await stack.outputs()).toEqual({
    team: {
      "priya.nair@example.com": "active",
      "hana.sato@example.com": "pending",
      "yara.idris@example.com": "pending",
    },
  });

  organization.console.acceptInvite("hana.sato@example.com");
  organization.console.acceptInvite("yara.idris@example.com");
  await stack.up();
  expect(Object.values((await stack.outputs())["team"] ?? {})).toEqual(["active", "active", "active"]);
  const { id: workspace } = await stack.resource("field-service");
  const roles = organization
    .state()
    .members.filter(({ workspace_id }) => workspace_id === workspace)
    .map(({ workspace_role }) => workspace_role);
  expect(roles.sort()).toEqual(["workspace_admin", "workspace_developer", "workspace_user"]);
  expect(emulator.sentInvitations).toHaveLength(1);
});
