import { expect, test } from "vitest";
import { count, diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

const otherKey = "sk-ant-admin01-other-organization-000000000000000000000";
const otherOrganization = { organizations: [{ adminKey: otherKey }] };

/** The resources without `propertyDependencies`, which the engine drops when a refresh fails. */
async function kept(stack: Stack): Promise<unknown> {
  const { resources = [] } = await stack.export();
  // A failed run changes their order.
  return resources
    .map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }))
    .toSorted((a, b) => a.urn.localeCompare(b.urn));
}

test("with the key of another organization nothing is written, and the state does not change", async () => {
  const emulator = await emulated(otherOrganization);
  const { console, id: organization } = emulator.organization();
  const { id: other } = emulator.organization(otherKey);
  console.addUser({ email: "alice@example.com" });
  const declaring = (name: string) => `
    const research = new anthropic.Workspace("research", { name: "${name}" });
    new anthropic.Workspace("second", { name: "Second" });
    new anthropic.WorkspaceMember("alice",
      { workspace: research.id, email: "alice@example.com", role: "workspace_user" });`;
  const stack = await newStack({ emulator, program: declaring("Research") });
  await stack.up();
  const before = await kept(stack);
  emulator.clearRequests();
  const wrong = { fails: true, env: { ANTHROPIC_ADMIN_KEY: otherKey } } as const;
  const message = `The credential belongs to organization ${other}, but this resource belongs to ${organization}.`;
  const advice = "Nothing was changed, since objects cannot move between organizations";

  const refresh = diagnostics((await stack.refresh([], wrong)).output);
  expect(refresh).toContain(`${message} ${advice}`);
  // The full error appears for one resource only.
  expect(count(refresh, advice)).toBe(1);
  expect(count(refresh, message)).toBe(3);
  expect(await kept(stack)).toEqual(before);

  await stack.program(declaring("Labs"));
  expect(diagnostics((await stack.up(["--continue-on-error"], wrong)).output)).toContain(message);
  expect(await kept(stack)).toEqual(before);

  const destroy = diagnostics((await stack.destroy(["--continue-on-error"], wrong)).output);
  expect(destroy).toContain(message);
  expect(await kept(stack)).toEqual(before);
  expect(writesOf(emulator)).toEqual([]);
  expect(emulator.organization(otherKey).state().workspaces).toEqual([]);

  await stack.program(declaring("Research"));
  await stack.run(["config", "set", "anthropic:organizationId", other]);
  emulator.clearRequests();
  const local = diagnostics((await stack.preview([], wrong)).output);
  expect(local).toContain(
    `This resource belongs to organization ${organization}, but \`anthropic:organizationId\` is ${other}.`,
  );
  expect(requestsOf(emulator)).toEqual([]);
});

test("a destroy that fails for a workspace drops its memberships from the state, and the next `up` adopts them", async () => {
  const emulator = await emulated(otherOrganization);
  emulator.organization().console.addUser({ email: "alice@example.com" });
  const stack = await newStack({
    emulator,
    program: `
      const research = new anthropic.Workspace("research", { name: "Research" });
      new anthropic.WorkspaceMember("alice",
        { workspace: research, email: "alice@example.com", role: "workspace_user" });`,
  });
  await stack.up();
  emulator.clearRequests();
  await stack.destroy([], { fails: true, env: { ANTHROPIC_ADMIN_KEY: otherKey } });
  await stack.up();
  expect((await stack.resource("alice")).outputs).toMatchObject({ status: "active" });
  expect(writesOf(emulator)).toEqual([]);
});

test("one program declares two organizations, each with a Provider and the variable of its key", async () => {
  const emulator = await emulated(otherOrganization);
  const main = emulator.organization();
  const other = emulator.organization(otherKey);
  const stack = await newStack({
    emulator,
    env: { ANTHROPIC_ADMIN_KEY: undefined, ANTHROPIC_MAIN_KEY: main.adminKey, ANTHROPIC_OTHER_KEY: otherKey },
    program: `
      const provider = (name, organizationId, adminKeyVariable) => new anthropic.Provider(name,
        { organizationId, adminKeyVariable, maxArchives: 1 });
      const main = provider("main", "${main.id}", "ANTHROPIC_MAIN_KEY");
      const other = provider("other", "${other.id}", "ANTHROPIC_OTHER_KEY");
      new anthropic.Workspace("here", { name: "Research" }, { provider: main });
      new anthropic.Workspace("there", { name: "Research" }, { provider: other });
      new anthropic.Workspace("there-too", { name: "Labs" }, { provider: other });`,
  });
  await stack.up();
  expect(main.state().workspaces.map(({ name }) => name)).toEqual(["Research"]);
  expect(
    other
      .state()
      .workspaces.map(({ name }) => name)
      .sort(),
  ).toEqual(["Labs", "Research"]);
  emulator.clearRequests();
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);

  const swapped = { ANTHROPIC_MAIN_KEY: otherKey, ANTHROPIC_OTHER_KEY: main.adminKey };
  const refused = diagnostics((await stack.destroy([], { fails: true, env: swapped })).output);
  expect(refused).toContain(
    `The credential belongs to organization ${other.id}, but this resource belongs to ${main.id}`,
  );
  expect(writesOf(emulator)).toEqual([]);
  // Each organization has a limit of its own: both archive one workspace, and the second still has another.
  const limited = diagnostics((await stack.destroy(["--continue-on-error"], { fails: true })).output);
  expect(limited).toContain("`anthropic:maxArchives` allows 1");
  expect(main.state().workspaces.map(({ archived_at }) => typeof archived_at)).toEqual(["string"]);
  expect(other.state().workspaces.filter(({ archived_at }) => archived_at === null)).toHaveLength(1);
});
