import { expect, test } from "vitest";
import { emulated, requestsOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("ten workspaces with three members each take at most twelve requests to refresh, and none in an `up` without changes", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  for (const name of ["alice", "bob", "carol"]) console.addUser({ email: `${name}@example.com` });
  const stack = await newStack({
    emulator,
    config: { "anthropic:requestsPerMinute": "10000" },
    program: `
      for (let index = 0; index < 10; index += 1) {
        const workspace = new anthropic.Workspace("w" + index, { name: "Team " + index, tags: { team: "ml" } });
        for (const name of ["alice", "bob", "carol"]) {
          new anthropic.WorkspaceMember("w" + index + "-" + name,
            { workspace, email: name + "@example.com", role: "workspace_user" });
        }
      }`,
  });
  await stack.up();
  // One list of workspaces and one of users; a create and a list of members per workspace; one request per membership.
  expect(requestsOf(emulator).length).toBeLessThanOrEqual(2 + 10 + 10 + 30);
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);
  await stack.refresh(["--expect-no-changes"]);
  expect(requestsOf(emulator).length).toBeLessThanOrEqual(12);
  const { resources = [] } = await stack.export();
  const sizes = resources
    .filter(({ type }) => type.endsWith("anthropic:Workspace"))
    .map((resource) => JSON.stringify(resource).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1400);
});
