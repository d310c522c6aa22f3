import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { Workspace } from "../../../../provider/resources/workspace/index.ts";
import { WorkspaceMember as WorkspaceMemberClass } from "../../../../provider/resources/workspaceMember/index.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { alice, create, destroy, organizationWithUser, preview, refusal } from "../../harness/index.ts";
import { known, optionsSeen, program } from "../../program.ts";

describe("class WorkspaceMember", () => {
  async function registered(
    make: (options: pulumi.CustomResourceOptions) => pulumi.CustomResource,
    outputs: Parameters<typeof program>[0] = {},
  ) {
    const { registrations } = await program(outputs);
    const { seen, transformations } = optionsSeen();
    const context = make({ transformations });
    await known(context.urn);
    const registration = registrations.find(({ type }) => type.endsWith(":WorkspaceMember"));
    const [options] = seen;
    const parent = options?.deletedWith;
    return { registration, options, endedBy: parent === undefined ? undefined : await known(parent.urn) };
  }
  const person = { email: alice, role: "workspace_user" } as const;

  test("accepts a Workspace or its ID as `workspace`", async () => {
    const byId = await registered(
      (options) => new WorkspaceMemberClass("m", { ...person, workspace: "wrkspc_1" }, options),
    );
    expect(byId.registration?.inputs).toMatchObject({ ...person, workspace: "wrkspc_1" });
    expect(byId.options).not.toHaveProperty("deleteBeforeReplace");
    expect(byId.options).not.toHaveProperty("deletedWith");
    const byResource = await registered(
      (options) =>
        new WorkspaceMemberClass(
          "m",
          { ...person, workspace: new Workspace("lab", { name: "Lab" }) },
          options,
        ),
    );
    expect(byResource.registration?.inputs).toMatchObject({ ...person, workspace: "lab_id" });
  });

  test("accepts resource options of the program", async () => {
    const { options } = await registered(
      (membership) =>
        new WorkspaceMemberClass(
          "m",
          { ...person, workspace: "wrkspc_1" },
          { ...membership, deleteBeforeReplace: true },
        ),
    );
    expect(options).toMatchObject({ deleteBeforeReplace: true });
  });

  test.each<
    [
      string,
      ConstructorParameters<typeof Workspace>[1],
      pulumi.CustomResourceOptions,
      boolean | undefined,
      boolean,
    ]
  >([
    ["created by the stack", { name: "Lab" }, {}, false, true],
    ["adopted", { name: "Lab" }, { import: "wrkspc_1" }, true, false],
    ["adopted with an `import` that was removed since", { name: "Lab" }, {}, true, false],
    [
      "adopted and has `onDelete: archive`",
      { name: "Lab", onDelete: "archive" },
      { import: "wrkspc_1" },
      true,
      true,
    ],
    [
      "created by the stack and has `onDelete: retain`",
      { name: "Lab", onDelete: "retain" },
      {},
      false,
      false,
    ],
    ["read from a state without `adopted`", { name: "Lab" }, {}, undefined, false],
  ])(
    "sets `deletedWith` only when its workspace is archived on delete: a workspace that was %s",
    async (_, args, options, adopted, ended) => {
      const { endedBy } = await registered(
        (membership) =>
          new WorkspaceMemberClass(
            "m",
            { ...person, workspace: new Workspace("lab", args, options) },
            membership,
          ),
        { lab: { adopted } },
      );
      if (ended) expect(endedBy).toMatch(/::lab$/);
      else expect(endedBy).toBe("");
    },
  );

  test("class WorkspaceMember is deleted with a request of its own when Pulumi retains or only reads the workspace", async () => {
    for (const lab of [
      () => new Workspace("lab", { name: "Lab" }, { retainOnDelete: true }),
      () => Workspace.get("lab", "wrkspc_1"),
    ]) {
      const { options } = await registered(
        (membership) => new WorkspaceMemberClass("m", { ...person, workspace: lab() }, membership),
      );
      expect(options).not.toHaveProperty("deletedWith");
    }
  });

  test("only reads a WorkspaceMember with `get`", async () => {
    const { registration } = await registered((options) =>
      WorkspaceMemberClass.get("m", `wrkspc_1/${alice}`, options),
    );
    expect(registration).toMatchObject({
      id: `wrkspc_1/${alice}`,
      inputs: { __origin: "acme/dev::m", __provider: pointer("WorkspaceMember") },
    });
    expect(pulumi.runtime.isDryRun()).toBe(false);
  });
});

describe("WorkspaceMembers in a list", () => {
  test("changes the role of a member who moves to another index of a list", async () => {
    const { process, console, workspace, membership, memberships, declared } = await organizationWithUser();
    const bob = console.addUser({ email: "bob@example.com" });
    const eve = console.addUser({ email: "eve@example.com" });
    const numbered = (index: number, email: string, role: string) => ({
      workspace,
      email,
      role,
      [kernelKeys.origin]: `acme/dev::place-${index}`,
    });
    const before = [
      await membership(numbered(0, alice, "workspace_admin")),
      await membership(numbered(1, bob.email, "workspace_user")),
    ];
    const run = process();
    const [first, other] = before;
    if (first === undefined || other === undefined) throw new Error();
    const [fromNow, toNow] = [
      numbered(0, eve.email, "workspace_user"),
      numbered(1, alice, "workspace_developer"),
    ];
    expect((await preview(run, first, fromNow)).action).toBe("replace");
    await create(run, WorkspaceMember, fromNow);
    expect((await preview(run, other, toNow)).action).toBe("replace");
    await create(run, WorkspaceMember, toNow);
    await destroy(run, other);
    await destroy(run, first);
    expect(memberships()).toEqual(["alice workspace_developer", "eve workspace_user"]);
    // No resource hands over this membership.
    expect(
      await refusal(create(process(), WorkspaceMember, { ...declared, role: "workspace_admin" })),
    ).toContain("they have the role workspace_developer already");
  });
});
