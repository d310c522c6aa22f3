import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { kept } from "../../../../provider/kernel/managed.ts";
import { pointer } from "../../../../provider/kernel/pointer.ts";
import { Workspace } from "../../../../provider/resources/workspace/index.ts";
import { WorkspaceMember as WorkspaceMemberClass } from "../../../../provider/resources/workspaceMember/index.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { known, optionsSeen, program } from "../../program.ts";
import { create, destroy, preview, refusal } from "../../session.ts";
import { alice, office } from "./setup.ts";

describe("the class", () => {
  async function registered(
    make: (options: pulumi.CustomResourceOptions) => pulumi.CustomResource,
    outputs: Parameters<typeof program>[0] = {},
  ) {
    const { registrations } = await program(outputs);
    const { seen, transformations } = optionsSeen();
    const made = make({ transformations });
    await known(made.urn);
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
      (given) =>
        new WorkspaceMemberClass(
          "m",
          { ...person, workspace: "wrkspc_1" },
          { ...given, deleteBeforeReplace: true },
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
      (given) =>
        new WorkspaceMemberClass("m", { ...person, workspace: new Workspace("lab", args, options) }, given),
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
        (given) => new WorkspaceMemberClass("m", { ...person, workspace: lab() }, given),
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
    const { process, byHand, workspace, roles, declared } = await office();
    const bob = byHand.addUser({ email: "bob@example.com" });
    const eve = byHand.addUser({ email: "eve@example.com" });
    const numbered = (index: number, email: string, role: string) => ({
      workspace,
      email,
      role,
      [kept.origin]: `acme/dev::place-${index}`,
    });
    const first = process();
    const before = [
      await create(first, WorkspaceMember, numbered(0, alice, "workspace_admin")),
      await create(first, WorkspaceMember, numbered(1, bob.email, "workspace_user")),
    ];
    const run = process();
    const [one, other] = before;
    if (one === undefined || other === undefined) throw new Error();
    const [fromNow, toNow] = [
      numbered(0, eve.email, "workspace_user"),
      numbered(1, alice, "workspace_developer"),
    ];
    expect((await preview(run, one, fromNow)).does).toBe("replace");
    await create(run, WorkspaceMember, fromNow);
    expect((await preview(run, other, toNow)).does).toBe("replace");
    await create(run, WorkspaceMember, toNow);
    await destroy(run, other);
    await destroy(run, one);
    expect(roles().sort()).toEqual(["alice workspace_developer", `${eve.id} workspace_user`].sort());
    // Nobody gives this place up.
    expect(
      await refusal(create(process(), WorkspaceMember, { ...declared, role: "workspace_admin" })),
    ).toContain("they have the role workspace_developer there already");
  });
});
