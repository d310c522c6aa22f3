import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("the example creates groups, adds users who joined, and is destroyed", async () => {
  const emulator = await startEmulator({
    seed: {
      version: 1,
      settings: { organization_type: "claude_enterprise" },
      users: [
        { email: "owner@example.com", role: "primary_owner" },
        { email: "ada@example.com" },
        { email: "grace@example.com" },
      ],
    },
  });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const members = () => {
    const names = new Map(state().rbac_groups.map(({ id, name }) => [id, name]));
    return state()
      .rbac_group_members.map(({ rbac_group_id: id, email }) => `${names.get(id)} ${email}`)
      .toSorted();
  };
  const stack = await stackOf("examples/groups", emulator);

  await stack.up();
  const before = [
    "Engineering ada@example.com",
    "Engineering grace@example.com",
    "Research grace@example.com",
  ];
  expect(members()).toEqual(before);
  console.acceptInvite("linus@example.com");
  await stack.up();
  expect(members()).toEqual([...before, "Research linus@example.com"]);

  emulator.clearRequests();
  await stack.destroy();
  expect(state().rbac_groups).toEqual([]);
  // The members end with their groups, so that each group is one request.
  expect(emulator.requests.filter(({ method }) => method === "DELETE")).toHaveLength(2);
});
