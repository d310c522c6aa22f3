import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { kept } from "../../../../provider/kernel/managed.ts";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { Workspace } from "../../../../provider/resources/workspace/index.ts";
import { WorkspaceMember as WorkspaceMemberClass } from "../../../../provider/resources/workspaceMember/index.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { alice, create, destroy, organizationWithUser, preview, refusal } from "../../harness/index.ts";
import { known, optionsSeen, program } from "../../program.ts";

describe("the class", () => {
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

  test("takes a Workspace or its id, and replaces the old one when all are declared", async () => {
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

  test("lets a program say otherwise", async () => {
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
    ["made here", { name: "Lab" }, {}, false, true],
    ["taken over", { name: "Lab" }, { import: "wrkspc_1" }, true, false],
    ["taken over, whose `import` has gone since", { name: "Lab" }, {}, true, false],
    [
      "taken over, and archived all the same",
      { name: "Lab", onDelete: "archive" },
      { import: "wrkspc_1" },
      true,
      true,
    ],
    ["made here, and retained", { name: "Lab", onDelete: "retain" }, {}, false, false],
    ["of which nobody knows who made it", { name: "Lab" }, {}, undefined, false],
  ])("is ended by the archiving of a workspace that was %s", async (_, args, options, adopted, ended) => {
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
  });

  test("is ended one by one where Pulumi itself leaves the workspace, or only reads it", async () => {
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

  test("only reads by `get`", async () => {
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

describe("memberships in a list by number", () => {
  test("that move to another place and get another role at once are given it", async () => {
    const { process, console, workspace, membership, memberships, declared } = await organizationWithUser();
    const bob = console.addUser({ email: "bob@example.com" });
    const eve = console.addUser({ email: "eve@example.com" });
    const numbered = (index: number, email: string, role: string) => ({
      workspace,
      email,
      role,
      [kept.origin]: `acme/dev::place-${index}`,
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
    // Nobody gives this place up.
    expect(
      await refusal(create(process(), WorkspaceMember, { ...declared, role: "workspace_admin" })),
    ).toContain("they have the role workspace_developer there already");
  });
});
