import type { EmulatorOptions, Fault } from "../../../../emulator/index.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { create, type Held, organization } from "../../session.ts";

export const alice = "alice@example.com";

export const people = "/v1/organizations/users";

export const collection = "/v1/organizations/workspaces/*/members";

export const one = "/v1/organizations/workspaces/*/members/*";

/** An organization with a workspace and a developer, and a stack that knows it. */
export async function office(options: EmulatorOptions = {}) {
  const made = await organization({ pace: 0.01, ...options });
  const { emulator, byHand, process } = made;
  const workspace = byHand.createWorkspace({ name: "Research" }).id;
  const user = byHand.addUser({ email: "Alice@Example.com", role: "developer" });
  const declared = { workspace, email: alice, role: "workspace_developer" };
  return {
    ...made,
    workspace,
    user,
    declared,
    /** A membership that an earlier run of the stack gave. */
    async given(args: Properties = declared): Promise<Held> {
      const held = await create(process(), WorkspaceMember, args);
      made.requests();
      return held;
    },
    /** Who has which explicit role in which workspace. */
    roles: () =>
      emulator
        .organization()
        .state()
        .members.map(
          ({ user_id, workspace_role }) => `${user_id === user.id ? "alice" : user_id} ${workspace_role}`,
        ),
    posts: () => emulator.requests.filter(({ method }) => method === "POST"),
  };
}

export const lostAfter: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["done, and then came a broken connection", { kind: "loseResponse" }],
  ["done, and then came a 500", { kind: "statusAfter", status: 500 }],
  ["done, and then came a proxy's page with 200", { kind: "htmlAfter" }],
  ["done, and then came half of the answer", { kind: "cutJson" }],
];

export const lostBefore: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["not done, and there came a broken connection", { kind: "refuse" }],
  ["not done, and there came a 500", { kind: "status", status: 500 }],
  ["not done, and there came a proxy's page with 502", { kind: "html" }],
  ["not done, and there came a proxy's page with 200", { kind: "html", status: 200 }],
];
