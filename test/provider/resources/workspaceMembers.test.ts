import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { WorkspaceRole } from "../../../emulator/index.ts";
import { workspaceMember } from "../../../provider/resources/workspaceMember.ts";
import {
  type Inputs,
  type WorkspaceMembersArgs,
  workspaceMembers,
} from "../../../provider/resources/workspaceMembers.ts";
import {
  create,
  createHalf,
  destroy,
  drift,
  failures,
  type Held,
  listOf,
  type Organization,
  organization,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
  upHalf,
} from "../session.ts";
import type { Unwrapped } from "../unwrap.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const alice = "alice@example.com";
const bob = "bob@example.com";
const carol = "carol@example.com";
const dave = "dave@example.com";
const developer = (email: string) => ({ email, role: "workspace_developer" as const });
const admin = (email: string) => ({ email, role: "workspace_admin" as const });

interface Place extends Organization {
  /** The workspace's id. */
  readonly workspace: string;
  /** The id of somebody in the organization. */
  id(email: string): string;
  /** Who is there, as `alice workspace_developer`. */
  there(): string[];
}

/** An organization of alice, bob, carol and dave, with one workspace and these people in it. */
async function start(...members: { email: string; role: WorkspaceRole }[]): Promise<Place> {
  return await startAt(0.1, ...members);
}

async function startAt(pace: number, ...members: { email: string; role: WorkspaceRole }[]): Promise<Place> {
  const made = await organization({ pace });
  const { byHand, emulator } = made;
  const { id: workspace } = byHand.createWorkspace({ name: "Research" });
  const ids = new Map([alice, bob, carol, dave].map((email) => [email, byHand.addUser({ email }).id]));
  for (const { email, role } of members) byHand.addMember(workspace, email, role);
  return {
    ...made,
    workspace,
    id: (email) => ids.get(email) ?? "",
    there: () => {
      const { users, members: all } = emulator.organization().state();
      return all
        .filter((member) => member.workspace_id === workspace)
        .map(({ user_id: id, workspace_role: role }) => {
          const email = users.find((user) => user.id === id)?.email ?? id;
          return `${email.split("@")[0]} ${role}`;
        })
        .sort();
    },
  };
}

const People = z.array(
  z.object({
    email: z.string().optional(),
    userId: z.string().optional(),
    role: z.string(),
    status: z.string(),
    waitingFor: z.string().optional(),
  }),
);

/** How everybody stands, as `alice developer active`. */
function peopleOf({ outputs }: Held): string[] {
  return People.parse(outputs["people"]).map(({ email, userId, role, status, waitingFor }) =>
    [email?.split("@")[0] ?? userId, role.replace("workspace_", ""), status, waitingFor]
      .filter((word) => word !== undefined)
      .join(" "),
  );
}

describe("what a program may say of a workspace's people", () => {
  it("is what the class takes", () => {
    expectTypeOf<z.infer<typeof Inputs>>().toEqualTypeOf<Unwrapped<WorkspaceMembersArgs>>();
  });

  it("is a list in any order, with addresses in any case", async () => {
    const { process } = await organization();
    const { inputs } = workspaceMembers.check(
      process(),
      {},
      {
        workspace: "wrkspc_1",
        members: [{ userId: "user_1", role: "workspace_user" }, developer(" Bob@Example.com "), admin(alice)],
        except: [dave, "user_2", dave],
      },
    );
    expect(inputs).toEqual({
      workspace: "wrkspc_1",
      members: [admin(alice), developer(bob), { userId: "user_1", role: "workspace_user" }],
      except: [dave, "user_2"],
    });
  });

  it("names everybody once, by address or by id, with a role that can be given", async () => {
    const { process } = await organization();
    const judged = (...members: object[]) =>
      failures(process(), workspaceMembers, { workspace: "wrkspc_1", members });
    expect(judged({ role: "workspace_user" })).toEqual([
      "`members.0`: must name the person by `email` or by `userId`, and not by both.",
    ]);
    expect(judged(admin(bob), { ...admin(alice), userId: "user_1" })).toEqual([
      "`members.1`: must name the person by `email` or by `userId`, and not by both.",
    ]);
    expect(judged(admin(alice), developer("Alice@example.com"))).toEqual([
      `\`members\` names ${alice} twice. Remove one of them.`,
    ]);
    expect(judged({ email: alice, role: "workspace_billing" })[0]).toContain(
      "comes with the organization role `billing` and cannot be given.",
    );
    expect(judged({ email: "alice", role: "workspace_user" })[0]).toContain("`members.0.email`");
  });

  it("does not also leave somebody alone whom it declares", async () => {
    const { process } = await organization();
    const args = { workspace: "wrkspc_1", members: [admin(alice)], except: [alice] };
    expect(failures(process(), workspaceMembers, args)).toEqual([
      `${alice} is among \`members\` and among \`except\`, which leaves people alone. Remove one of them.`,
    ]);
    expect(failures(process(), workspaceMembers, { ...args, except: ["dave"] })).toEqual([
      "`except.0`: must be an address such as `alice@example.com`, or an id `user_...`.",
    ]);
  });

  it("may hold what a preview does not know yet", async () => {
    const place = await start(developer(alice));
    const { process, workspace } = place;
    const members = [developer(alice), { email: unknown, role: "workspace_user" }];
    expect(failures(process(), workspaceMembers, { workspace: unknown, members, except: [unknown] })).toEqual(
      [],
    );
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    expect((await preview(process(), held, { workspace, members })).does).toBe("update");
  });

  it("does not become empty by accident", async () => {
    const { process } = await organization();
    const olds = { workspace: "wrkspc_1", members: [admin(alice)] };
    const news = { workspace: "wrkspc_1", members: [] };
    expect(failures(process(), workspaceMembers, news, olds)).toEqual([
      "`members` has become empty, which takes everybody out and is nearly always an accident. If it is meant, set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run.",
    ]);
    expect(failures(process({ allowEmpty: "true" }), workspaceMembers, news, olds)).toEqual([]);
    expect(failures(process(), workspaceMembers, news)).toEqual([]);
    expect(failures(process(), workspaceMembers, news, news)).toEqual([]);
  });
});

describe("a list beside WorkspaceMember resources of the same workspace", () => {
  const list = { workspace: "wrkspc_1", members: [admin(alice)] };
  const single = { workspace: "wrkspc_1", ...developer(bob) };

  it("is refused, whichever comes second", async () => {
    const { process } = await organization();
    const one = process();
    expect(failures(one, workspaceMember, single, single)).toEqual([]);
    expect(failures(one, workspaceMembers, list, list)).toEqual([
      `The program also declares one by one, as WorkspaceMember, whom workspace wrkspc_1 has: ${bob}. This list would take them out again. Put them into \`members\` and remove their WorkspaceMember, or name them in \`except\`.`,
    ]);
    const other = process();
    expect(failures(other, workspaceMembers, list, list)).toEqual([]);
    expect(failures(other, workspaceMember, single, single)).toEqual([
      `The whole list of workspace wrkspc_1 is declared by a WorkspaceMembers of this program, which would take ${bob} out again. Put ${bob} into its \`members\` and remove this resource, or name ${bob} in its \`except\`.`,
    ]);
  });

  it("is accepted for other workspaces, and for people whom the list leaves alone", async () => {
    const { process } = await organization();
    const one = process();
    expect(failures(one, workspaceMember, { ...single, workspace: "wrkspc_2" })).toEqual([]);
    expect(failures(one, workspaceMember, single)).toEqual([]);
    expect(failures(one, workspaceMembers, { ...list, except: [bob] })).toEqual([]);
    expect(failures(one, workspaceMembers, { ...list, except: [unknown] })).toEqual([]);
    for (const except of [[bob], [unknown]]) {
      const other = process();
      expect(failures(other, workspaceMembers, { ...list, except })).toEqual([]);
      expect(failures(other, workspaceMember, single)).toEqual([]);
    }
  });

  it("is said by one list a workspace", async () => {
    const { process, workspace } = await start();
    const session = process();
    const two = { workspace, members: [developer(bob)], __origin: "acme/dev::two" };
    expect(failures(session, workspaceMembers, { workspace, members: [developer(alice)] })).toEqual([]);
    expect(failures(session, workspaceMembers, two)).toEqual([
      `WorkspaceMembers ${workspace} is declared by another resource of this program already, \`it\`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.`,
    ]);
    const other = { ...two, workspace: "wrkspc_other" };
    expect(failures(session, workspaceMembers, other)).toEqual([]);
  });

  it("is judged by what the program says, also once the organization told more names", async () => {
    const { process, there, workspace } = await start();
    const session = process();
    await create(session, workspaceMember, { workspace, ...developer(bob) });
    await create(session, workspaceMembers, { workspace, members: [admin(alice)], except: [bob] });
    expect(there()).toEqual(["alice workspace_admin", "bob workspace_developer"]);
  });

  it("is no contradiction with itself when the engine checks it twice", async () => {
    const { process } = await organization();
    const session = process();
    expect(failures(session, workspaceMembers, list)).toEqual([]);
    expect(failures(session, workspaceMembers, list)).toEqual([]);
  });
});

describe("giving a workspace its list", () => {
  it("adds everybody, and waits for those who are not there yet", async () => {
    const place = await start();
    const { byHand, emulator, id, process, there, workspace, writes } = place;
    byHand.addUser({ email: "root@example.com", role: "admin" });
    byHand.addUser({ email: "money@example.com", role: "billing" });
    byHand.invite("late@example.com", "user");
    emulator.clock.advance({ days: 30 });
    byHand.invite("soon@example.com", "user");
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [
        admin(bob),
        { userId: id(alice), role: "workspace_developer" },
        ...["root", "money", "late", "soon", "nobody"].map((name) => developer(`${name}@example.com`)),
        { userId: "user_01nobody", role: "workspace_user" },
      ],
    });
    expect(held.id).toBe(workspace);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(peopleOf(held)).toEqual([
      "alice developer active",
      "bob admin active",
      "late developer pending expired",
      "money developer implicit",
      "nobody developer pending nobody",
      "root developer implicit",
      "soon developer pending acceptance",
      "user_01nobody user pending nobody",
    ]);
    expect(held.outputs).toMatchObject({ status: "active", adopted: false });
    expect(writes()).toHaveLength(2);
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toEqual(held.inputs);
    expect(seen.outputs).toEqual(held.outputs);
  });

  it("writes nothing when everybody is there as declared", async () => {
    const { process, workspace, writes } = await start(developer(alice), admin(bob));
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [admin(bob), developer(alice)],
    });
    expect(peopleOf(held)).toEqual(["alice developer active", "bob admin active"]);
    expect(writes()).toEqual([]);
  });

  it("refuses strangers, and lists them", async () => {
    const { id, process, there, workspace, writes } = await start(developer(alice), admin(bob));
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(create(process(), workspaceMembers, args))).toBe(
      `Did not give workspace ${workspace} its list of members: people are there whom the program does not declare: ${bob} (${id(bob)}, workspace_admin), ${alice} (${id(alice)}, workspace_developer). ` +
        "If this stack knows the list under another name or place, tell Pulumi with the resource option `aliases`. " +
        "Otherwise put them into `members`, or into `except` to leave them alone; " +
        `or give the resource option \`import: "${workspace}"\`, which only records them, so that the next preview shows that they are taken out.`,
    );
    expect(writes()).toEqual([]);
    await create(process(), workspaceMembers, { ...args, except: [alice, id(bob)] });
    expect(there()).toEqual([
      "alice workspace_developer",
      "bob workspace_admin",
      "carol workspace_developer",
    ]);
  });

  it("looks for strangers freshly, and knows who joined since", async () => {
    const { byHand, process, workspace } = await start();
    const session = process();
    const held = await create(session, workspaceMembers, { workspace, members: [] });
    await refreshed(session, held);
    const { id } = byHand.addUser({ email: "eve@example.com" });
    byHand.addMember(workspace, "eve@example.com", "workspace_user");
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(create(session, workspaceMembers, args))).toContain(
      `eve@example.com (${id}, workspace_user)`,
    );
  });

  it("does not take for a stranger who is there by the organization role", async () => {
    const { byHand, process, workspace, writes } = await start(developer(alice), developer(bob));
    byHand.setUserRole(alice, "admin");
    byHand.setUserRole(bob, "billing");
    await create(process(), workspaceMembers, { workspace, members: [] });
    expect(writes()).toEqual([]);
  });

  it("refuses to change the role of somebody who is there", async () => {
    const { id, process, workspace, writes } = await start(developer(alice));
    const args = { workspace, members: [admin(alice), admin(bob)] };
    expect(await refusal(create(process(), workspaceMembers, args))).toContain(
      `people have other roles there than declared: ${alice} (${id(alice)}, workspace_developer) instead of workspace_admin.`,
    );
    expect(writes()).toEqual([]);
  });

  it("refuses to name somebody twice, by address and by id", async () => {
    const { id, process, workspace, writes } = await start();
    const byId = { userId: id(alice), role: "workspace_admin" };
    expect(
      await refusal(create(process(), workspaceMembers, { workspace, members: [byId, developer(alice)] })),
    ).toContain(`\`members\` names the same person twice, ${alice} and ${id(alice)}.`);
    expect(
      await refusal(create(process(), workspaceMembers, { workspace, members: [byId], except: [alice] })),
    ).toContain(`${alice} (${id(alice)}) is among \`members\` and among \`except\`.`);
    expect(writes()).toEqual([]);
  });

  it("refuses the default workspace, an archived one, and one that is not there", async () => {
    const { byHand, emulator, process, workspace, writes } = await start();
    const { id: first } = emulator.organization().state().default_workspace;
    const args = { members: [developer(alice)] };
    expect(await refusal(create(process(), workspaceMembers, { workspace: first, ...args }))).toContain(
      "the default workspace has no members of its own",
    );
    expect(
      await refusal(create(process(), workspaceMembers, { workspace: "wrkspc_01nowhere", ...args })),
    ).toContain("the organization has no such workspace");
    byHand.archiveWorkspace(workspace);
    expect(await refusal(create(process(), workspaceMembers, { workspace, ...args }))).toContain(
      "the workspace is archived, which is final",
    );
    expect(writes()).toEqual([]);
  });
});

describe("taking a list over by `import`", () => {
  it("records strangers, writes nothing, and the next preview shows that they go", async () => {
    const { process, said, there, workspace, writes } = await start(
      developer(alice),
      admin(bob),
      admin(carol),
    );
    const args = { workspace, members: [developer(alice)], except: [carol], adopt: workspace };
    const held = await create(process(), workspaceMembers, args);
    expect(writes()).toEqual([]);
    expect(peopleOf(held)).toEqual(["alice developer active", "bob admin undeclared"]);
    expect(held.outputs).toMatchObject({ adopted: true, members: [developer(alice)] });
    expect(said).toEqual([
      `it: Workspace ${workspace} has members whom the program does not declare: ${bob}. They are recorded and left as they are; the next \`up\` takes them out, unless they are declared or named in \`except\` by then.`,
      `it: WorkspaceMembers ${workspace} is taken over as it is; nothing was written.`,
    ]);
    expect((await preview(process(), held, args)).does).toBe("update");
    expect(said.at(-1)).toBe(
      `Workspace ${workspace}: the update takes out who is there without being declared: ${bob} (workspace_admin).`,
    );
    const done = await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer", "carol workspace_admin"]);
    expect(peopleOf(done)).toEqual(["alice developer active"]);
    expect((await preview(process(), done, args)).does).toBe("nothing");
  });

  it("shows them in the inputs once they were refreshed", async () => {
    const { process, there, workspace } = await start(developer(alice), admin(bob));
    const args = { workspace, members: [developer(alice)], adopt: workspace };
    const seen = await refreshed(process(), await create(process(), workspaceMembers, args));
    expect(seen.inputs).toMatchObject({ members: [developer(alice), admin(bob)] });
    expect((await preview(process(), seen, args)).does).toBe("update");
    await up(process(), seen, args);
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("leaves in peace whom the program declares or spares by then", async () => {
    const { id, process, there, workspace, writes } = await start(developer(alice), admin(bob), admin(carol));
    const args = { workspace, members: [developer(alice)], adopt: workspace };
    const held = await create(process(), workspaceMembers, args);
    const news = {
      ...args,
      members: [developer(alice), { userId: id(bob), role: "workspace_admin" }],
      except: [carol],
    };
    const done = await up(process(), held, news);
    expect(writes()).toEqual([]);
    expect(there()).toHaveLength(3);
    expect(peopleOf(done)).toEqual(["alice developer active", "bob admin active"]);
    expect((await preview(process(), done, news)).does).toBe("nothing");
  });

  it("refuses other differences, which it does not record", async () => {
    const { process, workspace, writes } = await start(developer(alice), admin(bob));
    const args = { workspace, members: [admin(alice), admin(carol)], adopt: workspace };
    expect(await refusal(create(process(), workspaceMembers, args))).toBe(
      `Could not take over WorkspaceMembers ${workspace}: ${alice} is workspace_developer there, and workspace_admin in the program, ${carol} is not a member there. Nothing was changed. Make the program say what is there, run \`up\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  it("refuses workspaces that have no list", async () => {
    const { byHand, emulator, process, workspace } = await start();
    const first = emulator.organization().state().default_workspace.id;
    const refused = (id: unknown) =>
      refusal(create(process(), workspaceMembers, { workspace: id, members: [], adopt: id }));
    expect(await refused(first)).toContain("the default workspace has no members of its own");
    expect(await refused("wrkspc_01nowhere")).toContain("the organization has none with this id");
    byHand.archiveWorkspace(workspace);
    expect(await refused(workspace)).toContain("the workspace is archived, which is final");
  });

  it("does not empty a workspace because the program declares nobody", async () => {
    const { process, there, workspace } = await start(developer(alice));
    const args = { workspace, members: [], adopt: workspace };
    const held = await create(process(), workspaceMembers, args);
    expect(await refusal(up(process(), held, args))).toContain("`members` has become empty");
    expect(there()).toHaveLength(1);
    await up(process({}, { ANTHROPIC_ALLOW_EMPTY: "true" }), held, args);
    expect(there()).toEqual([]);
  });
});

describe("changing a list", () => {
  it("adds, then changes roles, then takes out", async () => {
    const { id, process, there, workspace, writes } = await start();
    const before = { workspace, members: [developer(alice), developer(bob)] };
    const held = await create(process(), workspaceMembers, before);
    writes();
    const done = await up(process(), held, { workspace, members: [admin(bob), developer(carol)] });
    const path = `/workspaces/${workspace}/members`;
    expect(writes()).toEqual([
      `POST ${path} {"user_id":"${id(carol)}","workspace_role":"workspace_developer"}`,
      `POST ${path}/${id(bob)} {"workspace_role":"workspace_admin"}`,
      `DELETE ${path}/${id(alice)}`,
    ]);
    expect(there()).toEqual(["bob workspace_admin", "carol workspace_developer"]);
    expect(peopleOf(done)).toEqual(["bob admin active", "carol developer active"]);
  });

  it("asks nobody when nothing is to be done", async () => {
    const { process, requests, workspace } = await start();
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const held = await create(process(), workspaceMembers, args);
    requests();
    const reordered = { workspace, members: [admin("BOB@example.com"), developer(alice)] };
    expect((await preview(process(), held, reordered)).does).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  it("does nothing to somebody who is named in another way", async () => {
    const { id, process, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    writes();
    const byId = { workspace, members: [{ userId: id(alice), role: "workspace_developer" }, admin(bob)] };
    const renamed = await up(process(), held, byId);
    expect(renamed.outputs).toMatchObject({ members: [admin(bob), byId.members[0]] });
    const back = await up(process(), renamed, { workspace, members: [developer(alice), admin(bob)] });
    expect(peopleOf(back)).toEqual(["alice developer active", "bob admin active"]);
    expect(writes()).toEqual([]);
    const twice = { workspace, members: [...byId.members, developer(alice)] };
    expect(await refusal(up(process(), held, twice))).toContain("names the same person twice");
  });

  it("takes out only whom a preview has shown", async () => {
    const { byHand, id, process, said, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    byHand.addMember(workspace, dave, "workspace_user");
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const added = await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer", "dave workspace_user"]);
    expect(said.at(-1)).toBe(
      `it: Workspace ${workspace} has members whom the program does not declare and no preview has shown: ${dave} (${id(dave)}, workspace_user). They are left as they are; \`pulumi refresh\` makes them part of the next preview.`,
    );
    const seen = await refreshed(process(), added);
    expect((await preview(process(), seen, args)).does).toBe("update");
    await up(process(), seen, args);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
  });

  it("accepts a stranger by declaring them, and then takes them out when it is deleted", async () => {
    const { byHand, process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    byHand.addMember(workspace, bob, "workspace_admin");
    const seen = await refreshed(process(), held);
    const args = { workspace, members: [developer(alice), admin(bob)] };
    writes();
    const done = await up(process(), seen, args);
    expect(writes()).toEqual([]);
    expect(peopleOf(done)).toEqual(["alice developer active", "bob admin active"]);
    expect((await preview(process(), done, args)).does).toBe("nothing");
    await destroy(process(), done);
    expect(there()).toEqual([]);
  });

  it("leaves the role that somebody gave by hand until a preview has shown it", async () => {
    const { byHand, process, there, workspace } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.setMemberRole(workspace, alice, "workspace_admin");
    const more = { workspace, members: [developer(alice), developer(bob)] };
    const added = await up(process(), held, more);
    expect(there()).toContain("alice workspace_admin");
    await up(process(), await refreshed(process(), added), more);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
  });

  it("gives the declared role to somebody who came there by hand", async () => {
    const { byHand, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [] });
    byHand.addMember(workspace, alice, "workspace_user");
    await up(process(), held, { workspace, members: [developer(alice)] });
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("completes who was pending at the first `up` after acceptance, and looks only while somebody is", async () => {
    const { byHand, process, requests, there, workspace } = await start();
    byHand.invite("new@example.com", "user");
    const args = { workspace, members: [developer(alice), developer("new@example.com")] };
    const held = await create(process(), workspaceMembers, args);
    requests();
    expect((await preview(process(), held, args)).does).toBe("nothing");
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    byHand.acceptInvite("new@example.com");
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toEqual(held.inputs);
    expect(await drift(process(), held)).toBe("nothing");
    expect((await preview(process(), seen, args)).does).toBe("update");
    expect((await preview(process(), held, args)).does).toBe("update");
    const done = await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer", "new workspace_developer"]);
    requests();
    expect((await preview(process(), done, args)).does).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  it("records what somebody pending waits for now", async () => {
    const { byHand, process, workspace, writes } = await start();
    const args = { workspace, members: [developer("new@example.com")] };
    const held = await create(process(), workspaceMembers, args);
    expect(peopleOf(held)).toEqual(["new developer pending nobody"]);
    byHand.invite("new@example.com", "user");
    const done = await up(process(), held, args);
    expect(peopleOf(done)).toEqual(["new developer pending acceptance"]);
    expect((await preview(process(), done, args)).does).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  it("refuses when somebody's address changed, and says the new one", async () => {
    const { byHand, id, process, there, workspace, writes } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    writes();
    const now = "alice.new@example.com";
    byHand.setUserEmail(alice, now);
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toMatchObject({ members: [developer(now)] });
    const message = `the email changed. ${alice} is ${now} now (${id(alice)}). Write that address in the program; nothing else changes.`;
    expect(await refusal(up(process(), seen, args))).toContain(message);
    expect(await refusal(up(process(), held, { workspace, members: [admin(alice)] }))).toContain(message);
    const again = await refreshed(process(), seen);
    expect(await refusal(up(process(), again, args))).toContain(message);
    await up(process(), held, { workspace, members: [developer(now)] });
    expect((await preview(process(), seen, { workspace, members: [developer(now)] })).does).toBe("nothing");
    expect(writes()).toEqual([]);
    expect(there()).toEqual(["alice.new workspace_developer"]);
  });

  it("asks for the whole number of removals before it writes anything", async () => {
    const { process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    writes();
    const args = { workspace, members: [developer(carol)] };
    expect(await refusal(up(process({ maxRemovals: "1" }), held, args))).toBe(
      `Did not take 2 people out of workspace ${workspace}: this run has taken away 0 people and memberships so far, these would be 2 more, and \`anthropic:maxRemovals\` allows 1. Look at the preview; if all of it is meant, raise the limit for one run: ANTHROPIC_MAX_REMOVALS=10 pulumi ...`,
    );
    expect(writes()).toEqual([]);
    await up(process({ maxRemovals: "2" }), held, args);
    expect(there()).toEqual(["carol workspace_developer"]);
  });

  it("has nothing to take out when somebody left by another way", async () => {
    const { byHand, process, there, workspace, writes } = await start();
    const all = [developer(alice), developer(bob), developer(carol)];
    const held = await create(process(), workspaceMembers, { workspace, members: all });
    writes();
    byHand.removeMember(workspace, bob);
    byHand.removeUser(carol);
    await up(process({ maxRemovals: "0" }), held, { workspace, members: [developer(alice)] });
    // The list without bob proves nothing, so the DELETE is sent; the API responds that he is not a member.
    expect(writes()).toEqual([expect.stringMatching(/^DELETE /)]);
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("leaves organization admins, and puts billing members back to what they inherit", async () => {
    const { byHand, process, said, there, workspace } = await start();
    byHand.setUserRole(bob, "billing");
    const args = { workspace, members: [developer(alice), admin(bob)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.setUserRole(alice, "admin");
    const done = await up(process({ allowEmpty: "true" }), held, { workspace, members: [] });
    expect(there()).toEqual(["alice workspace_developer"]);
    expect(said.at(-1)).toContain("as `admin` of the organization they have every workspace");
    expect(done.outputs).toMatchObject({ members: [], people: [] });
  });

  it("gives the place again to somebody who was an admin", async () => {
    const { byHand, process, there, workspace } = await start();
    byHand.setUserRole(alice, "admin");
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    expect(peopleOf(held)).toEqual(["alice developer implicit"]);
    byHand.setUserRole(alice, "developer");
    const seen = await refreshed(process(), held);
    expect((await preview(process(), seen, args)).does).toBe("update");
    // Like a single membership, it does not need a refresh to notice.
    expect((await preview(process(), held, args)).does).toBe("update");
    await up(process(), held, args);
    expect(there()).toEqual(["alice workspace_developer"]);
  });

  it("goes to another workspace before the old one is given up", async () => {
    const { byHand, process, there, workspace, writes } = await start();
    const { id: other } = byHand.createWorkspace({ name: "Other" });
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const args = { workspace: other, members: [developer(alice)] };
    expect(await preview(process(), held, args)).toMatchObject({ does: "replace", deleteFirst: false });
    const moved = await up(process(), held, args);
    expect(moved.id).toBe(other);
    expect(there()).toEqual([]);
    expect(writes().map((line) => line.split(" ")[0])).toEqual(["POST", "DELETE"]);
  });

  it("knows people in a state that has only the list, as an imported one", async () => {
    const { process, there, workspace, writes } = await start(developer(alice), admin(bob));
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const { people: _, ...outputs } = held.outputs;
    const imported = { ...held, outputs };
    expect(
      (await preview(process(), imported, { workspace, members: [admin(bob), developer(alice)] })).does,
    ).toBe("nothing");
    await up(process(), imported, { workspace, members: [admin(bob)] });
    expect(writes()).toHaveLength(1);
    expect(there()).toEqual(["bob workspace_admin"]);
    expect(peopleOf(await refreshed(process(), imported))).toEqual(["bob admin active"]);
  });
});

describe("reading a list", () => {
  it("shows what people changed by hand, in the words of the program", async () => {
    const { byHand, id, process, workspace } = await start();
    const byId = { userId: id(carol), role: "workspace_user" };
    const args = { workspace, members: [developer(alice), developer(bob), byId], except: [id(dave)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.removeMember(workspace, alice);
    byHand.setMemberRole(workspace, carol, "workspace_admin");
    byHand.addMember(workspace, dave, "workspace_user");
    byHand.addUser({ email: "a.stranger@example.com" });
    byHand.addMember(workspace, "a.stranger@example.com", "workspace_admin");
    const seen = await refreshed(process(), held);
    const members = [
      admin("a.stranger@example.com"),
      developer(bob),
      { userId: id(carol), role: "workspace_admin" },
    ];
    expect(seen.inputs).toMatchObject({ workspace, members, except: [id(dave)] });
    expect(seen.outputs).toMatchObject({ members });
    expect(peopleOf(seen)).toEqual([
      "a.stranger admin undeclared",
      "bob developer active",
      "carol admin active",
    ]);
    // Again, and the stranger gone: nothing of it stays.
    byHand.removeMember(workspace, "a.stranger@example.com");
    expect((await refreshed(process(), seen)).inputs).toMatchObject({ members: members.slice(1) });
    byHand.removeUser("a.stranger@example.com");
    expect((await refreshed(process(), seen)).inputs).toMatchObject({ members: members.slice(1) });
  });

  it("is no drift when somebody declared leaves the organization, or becomes an admin", async () => {
    const { byHand, process, workspace } = await start();
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const held = await create(process(), workspaceMembers, args);
    byHand.removeUser(alice);
    byHand.setUserRole(bob, "admin");
    const seen = await refreshed(process(), held);
    expect(seen.inputs).toEqual(held.inputs);
    expect(peopleOf(seen)).toEqual(["alice developer pending nobody", "bob developer implicit"]);
    expect((await preview(process(), seen, args)).does).toBe("nothing");
    // Who comes back is another user_ to the API.
    byHand.addUser({ email: alice });
    expect((await preview(process(), seen, args)).does).toBe("update");
  });

  it("keeps the list of a workspace that was archived by hand", async () => {
    const { byHand, process, workspace, writes, said } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    writes();
    byHand.archiveWorkspace(workspace);
    const seen = await refreshed(process(), held);
    expect(seen.outputs).toMatchObject({ status: "archived", members: [developer(alice)] });
    expect((await preview(process(), seen, args)).does).toBe("update");
    expect(said).toEqual([expect.stringContaining("`up` will refuse to update the members of workspace")]);
    expect(await refusal(up(process(), seen, args))).toBe(
      `Did not update the members of workspace ${workspace}: the workspace is archived, which is final. Take the list out of the program, or declare it for another workspace.`,
    );
    await destroy(process(), seen);
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  it("reads a list that is managed elsewhere", async () => {
    const { process, workspace } = await start(developer(alice), admin(bob));
    const read = await workspaceMembers.read(process(), ` ${workspace}`, {});
    expect(read).toMatchObject({
      id: workspace,
      props: { workspace, members: [developer(alice), admin(bob)], status: "active" },
      inputs: {},
    });
    expect(await refusal(workspaceMembers.read(process(), "wrkspc_01nowhere", {}))).toContain(
      "the organization has none with this id",
    );
    expect(() => workspaceMembers.parseId("user_1")).toThrow(
      '"user_1" is not the id of a WorkspaceMembers, which is that of its workspace, which begins with `wrkspc_`.',
    );
  });

  it("is not emptied by a key of another organization", async () => {
    const { emulator, process, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    const elsewhere = await organization({ adminKey: "sk-ant-admin01-other" });
    for (const ask of [
      () => refresh(elsewhere.process(), held),
      () => destroy(elsewhere.process(), held),
      () => up(elsewhere.process(), held, { workspace, members: [admin(alice)] }),
    ]) {
      await expect(ask()).rejects.toThrow(`this resource belongs to ${emulator.organization().id}.`);
    }
  });
});

describe("a list of members that lacks a member", () => {
  it("does not make a refresh drop existing members, and a refresh shows removed ones", async () => {
    const { byHand, emulator, process, workspace, requests } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const path = `/v1/organizations/workspaces/${workspace}/members`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf() });
    requests();
    const seen = await refreshed(process(), held);
    expect(seen).toEqual(held);
    expect(requests().filter((request) => /members\/./.test(request))).toHaveLength(2);
    byHand.removeMember(workspace, alice);
    expect(peopleOf(await refreshed(process(), seen))).toEqual(["bob admin active"]);
  });
});

describe("deleting a list", () => {
  it("takes out whom it declares, and nobody else", async () => {
    const { byHand, process, there, workspace } = await start(developer(dave));
    const args = { workspace, members: [developer(alice), admin(bob)], except: [dave] };
    const held = await create(process(), workspaceMembers, args);
    byHand.addMember(workspace, carol, "workspace_user");
    await destroy(process(), await refreshed(process(), held));
    expect(there()).toEqual(["carol workspace_user", "dave workspace_developer"]);
  });

  it("does not stop the removal of members whom it lacks", async () => {
    for (const deleting of [true, false]) {
      const { emulator, process, there, workspace, writes } = await start();
      const held = await create(process(), workspaceMembers, {
        workspace,
        members: [developer(alice), admin(bob)],
      });
      writes();
      const path = `/v1/organizations/workspaces/${workspace}/members`;
      const [, second] = emulator.organization().state().members;
      const shown = deleting ? [] : [second].filter((member) => member !== undefined);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf(...shown) });
      if (deleting) await destroy(process(), held);
      else await up(process(), held, { workspace, members: [admin(bob)] });
      expect(there()).toEqual(deleting ? [] : ["bob workspace_admin"]);
      expect(writes()).toHaveLength(deleting ? 2 : 1);
    }
  });

  it("makes removals count once an unlisted member proved to exist", async () => {
    const { emulator, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    const path = `/v1/organizations/workspaces/${workspace}/members`;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body: listOf() });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), held))).toContain("anthropic:maxRemovals");
    expect(there()).toHaveLength(1);
  });

  it("is done when everybody is gone already, and counts only who is there", async () => {
    const { byHand, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    expect(await refusal(destroy(process({ maxRemovals: "1" }), held))).toContain("these would be 2 more");
    expect(there()).toHaveLength(2);
    byHand.removeMember(workspace, alice);
    await destroy(process({ maxRemovals: "1" }), held);
    expect(there()).toEqual([]);
    await destroy(process({ maxRemovals: "0" }), held);
  });

  it("leaves organization admins, whom the API lets nobody take out", async () => {
    const { byHand, process, said, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), admin(bob)],
    });
    byHand.setUserRole(alice, "admin");
    await destroy(process(), held);
    expect(there()).toEqual(["alice workspace_developer"]);
    expect(said.at(-1)).toContain("the API lets nobody change that");
  });

  it("takes out who was pending and was let in by hand", async () => {
    const { byHand, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer("new@example.com")],
    });
    byHand.addUser({ email: "new@example.com" });
    byHand.addMember(workspace, "new@example.com", "workspace_user");
    await destroy(process(), held);
    expect(there()).toEqual([]);
  });
});

describe("handing over", () => {
  it("from many WorkspaceMember to one list, nobody loses access", async () => {
    const { id, process, said, there, workspace, writes } = await start();
    const first = process();
    const singles = [
      await create(first, workspaceMember, { workspace, ...developer(alice) }),
      await create(first, workspaceMember, { workspace, userId: id(bob), role: "workspace_admin" }),
    ];
    writes();
    const session = process();
    const byId = { userId: id(alice), role: "workspace_developer" };
    await create(session, workspaceMembers, { workspace, members: [byId, admin(bob)] });
    for (const single of singles) await destroy(session, single);
    expect(writes()).toEqual([]);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(said).toEqual([
      expect.stringContaining(`WorkspaceMember ${workspace}/${alice} is declared by another resource`),
      expect.stringContaining(`WorkspaceMember ${workspace}/${id(bob)} is declared by another resource`),
    ]);
  });

  it("takes away access all the same from whom the list leaves alone", async () => {
    const { process, there, workspace } = await start();
    const single = await create(process(), workspaceMember, { workspace, ...developer(alice) });
    const session = process();
    await create(session, workspaceMembers, { workspace, members: [admin(bob)], except: [alice] });
    await destroy(session, single);
    expect(there()).toEqual(["bob workspace_admin"]);
  });

  it("from one list back to many WorkspaceMember, only the others are taken out", async () => {
    const { id, process, said, there, workspace, writes } = await start();
    const all = [developer(alice), admin(bob), developer(carol)];
    const held = await create(process(), workspaceMembers, { workspace, members: all });
    writes();
    const session = process();
    await create(session, workspaceMember, { workspace, ...developer(alice) });
    await create(session, workspaceMember, { workspace, userId: id(bob), role: "workspace_admin" });
    await destroy(session, held);
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${id(carol)}`]);
    expect(there()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
    expect(said.at(-1)).toBe(
      `it: Of workspace ${workspace}, ${alice}, ${bob} stay: they are declared by a WorkspaceMember of this program now.`,
    );
  });

  it("of a renamed list writes nothing", async () => {
    const { process, there, workspace, writes } = await start();
    const args = { workspace, members: [developer(alice)] };
    const held = await create(process(), workspaceMembers, args);
    writes();
    const session = process();
    await create(session, workspaceMembers, args);
    await destroy(session, held);
    expect(writes()).toEqual([]);
    expect(there()).toHaveLength(1);
  });

  it("in a forced replacement gives new roles without taking anybody out", async () => {
    const { process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const session = process();
    const args = { workspace, members: [admin(alice)] };
    expect(failures(session, workspaceMembers, args)).toEqual([]);
    await destroy(session, held);
    await create(session, workspaceMembers, args);
    expect(writes()).toHaveLength(1);
    expect(there()).toEqual(["alice workspace_admin"]);
  });

  it("knows nothing of it in a destroy", async () => {
    const { process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    await destroy(process(), held);
    expect(there()).toEqual([]);
  });
});

describe("a list behind a bad connection", () => {
  const all = ["loseResponse", "refuse", "html", "htmlAfter", "cutJson", "rateLimit", "statusAfter"] as const;

  it.each(all)(
    "is made all the same when a write of each sort meets %s",
    async (kind) => {
      const { emulator, process, there, workspace } = await start();
      const members = /\/members/;
      emulator.faults.add({ kind, method: "POST", path: members, retryAfter: 1, after: 1 });
      const held = await create(process(), workspaceMembers, {
        workspace,
        members: [developer(alice), developer(bob)],
      });
      expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
      emulator.faults.add({ kind, method: "POST", path: /\/members\//, retryAfter: 1 });
      emulator.faults.add({ kind, method: "DELETE", path: members, retryAfter: 1 });
      const done = await up(process(), held, { workspace, members: [admin(bob)] });
      expect(there()).toEqual(["bob workspace_admin"]);
      expect(peopleOf(done)).toEqual(["bob admin active"]);
    },
    30_000,
  );

  it("that fails at the first write leaves nothing behind in the state", async () => {
    const { emulator, process, there, workspace } = await start();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members/ });
    const args = { workspace, members: [developer(alice), developer(bob)] };
    expect(await refusal(create(process(), workspaceMembers, args))).toContain("may not do this");
    expect(there()).toEqual([]);
  });

  it("that fails halfway is finished by the next `up`", async () => {
    const { emulator, id, process, there, workspace } = await start();
    const args = { workspace, members: [developer(alice), developer(bob), developer(carol)] };
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members/, after: 1 });
    const half = await createHalf(process(), workspaceMembers, args);
    expect(half.id).toBe(workspace);
    expect(half.unfinished).toMatch(
      new RegExp(
        `^Made 1 of 3 changes to the members of workspace ${workspace}; the next \`up\` goes on\\. Could not give ${bob} \\(${id(bob)}\\) the role`,
      ),
    );
    expect(half.outputs).toMatchObject({ members: [developer(alice)] });
    expect(there()).toEqual(["alice workspace_developer"]);

    const done = await up(process(), half, args);
    expect(there()).toHaveLength(3);
    expect((await preview(process(), done, args)).does).toBe("nothing");
  });

  it("that fails halfway shows what is missing, also after a refresh", async () => {
    const { emulator, process, there, workspace } = await start();
    const args = { workspace, members: [developer(alice), developer(bob)] };
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members/, after: 1 });
    const seen = await refreshed(process(), await createHalf(process(), workspaceMembers, args));
    expect(seen.inputs).toMatchObject({ members: [developer(alice)] });
    expect((await preview(process(), seen, args)).does).toBe("update");
    await up(process(), seen, args);
    expect(there()).toHaveLength(2);
  });

  it("that fails at a role or a removal keeps what is really there", async () => {
    const { emulator, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, {
      workspace,
      members: [developer(alice), developer(bob)],
    });
    const args = { workspace, members: [admin(bob), developer(carol)] };
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: /\/members\// });
    const atRole = await upHalf(process(), held, args);
    expect(atRole.outputs).toMatchObject({ members: [developer(alice), developer(bob), developer(carol)] });
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: /\/members\// });
    const atRemoval = await upHalf(process(), atRole, args);
    expect(atRemoval.outputs).toMatchObject({ members: [developer(alice), admin(bob), developer(carol)] });
    expect(atRemoval.unfinished).toContain("Made 1 of 2 changes to the members");
    const done = await up(process(), atRemoval, args);
    expect(there()).toEqual(["bob workspace_admin", "carol workspace_developer"]);
    expect((await preview(process(), done, args)).does).toBe("nothing");
  });

  it("still takes out at destroy whom a failed removal left there", async () => {
    const { emulator, process, there, workspace } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: /\/members\// });
    const half = await upHalf(process(), held, { workspace, members: [developer(bob)] });
    await destroy(process(), half);
    expect(there()).toEqual([]);
  });

  it("is half-made when the API answers with another role than was sent", async () => {
    const { emulator, id, process, there, workspace } = await start();
    const body = {
      type: "workspace_member",
      user_id: id(bob),
      workspace_id: workspace,
      workspace_role: "workspace_user",
    };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /\/members$/, after: 1, body });
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const half = await createHalf(process(), workspaceMembers, args);
    expect(half.unfinished).toContain("the API answered with the role workspace_user instead");
    await up(process(), half, args);
    expect(there()).toHaveLength(2);
  });

  it("looks at the list when an answer has an unforeseen shape", async () => {
    const { emulator, process, there, workspace } = await start();
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: /\/members/,
      body: { ok: true },
    });
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    expect(peopleOf(held)).toEqual(["alice developer active"]);
    emulator.faults.add({ kind: "statusAfter", status: 200, method: "DELETE", path: /\/members/, body: {} });
    await destroy(process(), held);
    expect(there()).toEqual([]);
  });

  it("concludes nothing from a listing that fails", async () => {
    const { emulator, process, there, workspace, writes } = await start();
    const held = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    for (const path of [/\/members/, /\/users/, /\/workspaces$/]) {
      emulator.faults.add({ kind: "status", status: 403, method: "GET", path, times: 20 });
      expect(await refusal(refresh(process(), held))).toContain("may not do this");
      expect(await refusal(destroy(process(), held))).toContain("may not do this");
      emulator.faults.clear();
    }
    expect(writes()).toEqual([]);
    expect(there()).toHaveLength(1);
  });

  it("waits until the API knows of what was just written", async () => {
    const { emulator, process, there, workspace } = await start();
    emulator.assumptions.unsettledMembers = 1;
    emulator.assumptions.staleMemberReads = 60;
    const session = process();
    const held = await create(session, workspaceMembers, {
      workspace,
      members: [developer(alice), developer(bob)],
    });
    const done = await up(session, held, { workspace, members: [admin(bob)] });
    expect(there()).toEqual(["bob workspace_admin"]);
    expect(peopleOf(done)).toEqual(["bob admin active"]);
  }, 30_000);

  it("does not miss people because the API's list is late", async () => {
    const { emulator, process, workspace, writes } = await startAt(1);
    emulator.clock.advance({ minutes: 1 });
    emulator.assumptions.staleLists = 2;
    const session = process();
    const held = await create(session, workspaceMembers, { workspace, members: [developer(alice)] });
    writes();
    const seen = await refreshed(session, held);
    expect(seen.inputs).toEqual(held.inputs);
    const done = await up(session, seen, { workspace, members: [admin(alice)] });
    expect(peopleOf(done)).toEqual(["alice admin active"]);
    expect(writes()).toHaveLength(1);
  }, 30_000);

  it.each([400, 409, "upsert"] as const)(
    "lives with %s for somebody who was added meanwhile",
    async (assumption) => {
      const { byHand, emulator, process, there, workspace } = await start();
      emulator.assumptions.addExistingMember = assumption;
      const session = process();
      const held = await create(session, workspaceMembers, { workspace, members: [] });
      await refreshed(session, held);
      byHand.addMember(workspace, alice, "workspace_user");
      byHand.addMember(workspace, bob, "workspace_developer");
      const done = await up(session, held, { workspace, members: [developer(alice), developer(bob)] });
      expect(there()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
      expect(peopleOf(done)).toEqual(["alice developer active", "bob developer active"]);
    },
  );

  it("lives with somebody who left or was made an admin meanwhile", async () => {
    const { byHand, process, there, workspace } = await start();
    const session = process();
    const held = await create(session, workspaceMembers, { workspace, members: [developer(carol)] });
    await refreshed(session, held);
    byHand.removeUser(alice);
    byHand.setUserRole(bob, "admin");
    const done = await up(session, held, {
      workspace,
      members: [developer(alice), developer(bob), developer(carol)],
    });
    expect(peopleOf(done)).toEqual([
      "alice developer pending nobody",
      "bob developer implicit",
      "carol developer active",
    ]);
    expect(there()).toEqual(["carol workspace_developer"]);
  });

  it("previews without a key, and says who was not looked up", async () => {
    const { process, requests, said, workspace } = await start();
    const args = { workspace, members: [developer(alice), developer("new@example.com")] };
    const held = await create(process(), workspaceMembers, args);
    requests();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, held, args)).does).toBe("nothing");
    expect((await preview(session, held, { workspace, members: [developer(alice)] })).does).toBe("update");
    expect(said).toEqual(["People who have not joined yet were not looked up: there is no key."]);
    expect(requests()).toEqual([]);
  });
});
