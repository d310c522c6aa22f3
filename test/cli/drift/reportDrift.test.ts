import { describe, expect, it } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import type { Seed } from "../../../emulator/index.ts";
import { stateOf, workdirOf } from "../workdir.ts";
import { driftOptions, rows, takenOver } from "./takenOver.ts";

/** The resources of a state that `takenOver` wrote. */
async function resourcesOf(made: { file(name: string): Promise<string> }) {
  const { deployment } = JSON.parse(await made.file("state.json"));
  return deployment.resources.slice(1).map(({ urn, type, ...rest }: { urn: string; type: string }) => ({
    ...rest,
    name: urn.split("::").at(-1),
    kind: type.split(":").at(-1),
  }));
}

describe("drift", { timeout: 30_000 }, () => {
  it("reads each list once, writes nothing, and finds nothing where nothing was done", async () => {
    const made = await takenOver("sample", { kinds: "all" });
    const report = await made.drift();
    expect(report).toMatchObject({ drift: false, counts: { changed: 0, unmanaged: 0, pending: 2 } });
    const requests = made.emulator.requests.map(
      ({ method, path }) => `${method} ${path.replace(/wrkspc_\w+/, "ID")}`,
    );
    const open = 5;
    expect(requests.filter((request) => request.endsWith("/ID/members"))).toHaveLength(open);
    expect(requests.filter((request) => !request.endsWith("/ID/members")).sort()).toEqual([
      "GET /v1/organizations/api_keys",
      "GET /v1/organizations/invites",
      "GET /v1/organizations/users",
      "GET /v1/organizations/workspaces",
    ]);
  });

  it("asks once more for what is on no list, however many resources speak of it", async () => {
    const made = await takenOver("sample");
    made.emulator.organization().console.removeUser("aisha.bello@example.com");
    const { counts } = await made.drift();
    expect(counts).toMatchObject({ gone: 1, "not-invited": 2 });
    const asked = made.emulator.requests.filter(({ path }) => /\/users\/user_/.test(path));
    expect(asked).toHaveLength(1);
  });

  it("shows an object that two stacks declare once, with what each of them says", async () => {
    const made = await takenOver("sample");
    const resources = await resourcesOf(made);
    const other = resources
      .filter(({ name }: { name: string }) =>
        ["aisha-bello", "research", "kenji-mori-research"].includes(name),
      )
      .map((resource: { name: string; inputs: object; kind: string }) =>
        resource.kind === "Member" ? { ...resource, inputs: { ...resource.inputs, role: "user" } } : resource,
      );
    await made.write("other.json", stateOf(other));
    const { findings } = await made.drift({ state: ["state.json", "other.json"] });
    const twice = findings.filter(({ category }) => category === "declared-twice");
    expect(twice.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Workspace Research",
      "WorkspaceMember kenji.mori@example.com",
      "Member aisha.bello@example.com",
    ]);
    expect(twice[2]?.declarations).toEqual([
      { stack: "state.json", resource: "aisha-bello", values: { role: "developer" } },
      { stack: "other.json", resource: "aisha-bello", values: { role: "user" } },
    ]);
    expect(twice[2]?.detail).toBe(
      "declared by state.json (aisha-bello: role developer) and by other.json (aisha-bello: role user); keep one of them",
    );
  });

  it("shows a place that a list and a single membership declare, and two lists of one workspace once", async () => {
    const made = await takenOver("sample");
    const lists = await takenOver("sample", { style: "list" });
    const inOther = JSON.stringify(await resourcesOf(lists));
    // The two emulators made up their own ids; the names of workspaces tell which is which.
    const ids = (place: typeof made) =>
      new Map(
        place.emulator
          .organization()
          .state()
          .workspaces?.map(({ name, id }) => [name, id ?? ""]),
      );
    let text = inOther;
    for (const [name, id] of ids(lists)) text = text.replaceAll(id, ids(made).get(name) ?? "");
    for (const user of lists.emulator.organization().state().users ?? []) {
      const same = made.emulator
        .organization()
        .state()
        .users?.find(({ email }) => email === user.email);
      text = text.replaceAll(user.id ?? "-", same?.id ?? "");
    }
    text = text.replaceAll(lists.emulator.organization().id, made.emulator.organization().id);
    const only = JSON.parse(text).filter(({ kind }: { kind: string }) => kind === "WorkspaceMembers");
    await made.write("lists.json", stateOf(only));
    const mixed = rows(await made.drift({ state: ["state.json", "lists.json"] })).filter((row) =>
      row.startsWith("declared-twice"),
    );
    expect(mixed).toHaveLength(12);
    const doubled = rows(await made.drift({ state: ["lists.json", "lists.json"] })).filter((row) =>
      row.startsWith("declared-twice"),
    );
    expect(doubled).toHaveLength(4);
    expect(doubled.every((row) => row.startsWith("declared-twice WorkspaceMembers"))).toBe(true);
  });

  it("tells pending, expiring and expired invitations apart, and people who are awaited", async () => {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const seed: Seed = {
      version: 1,
      users: [{ email: "ada@example.com", role: "admin" }],
      invites: [
        { email: "early@example.com", role: "user", invited_at: ago(2) },
        { email: "late@example.com", role: "user", invited_at: ago(19) },
      ],
    };
    const made = await takenOver(seed);
    expect(rows(await made.drift())).toEqual([
      "expiring Member late@example.com",
      "pending Member early@example.com",
    ]);
    expect(rows(await made.drift({ expiringWithin: 30 }))).toEqual([
      "expiring Member early@example.com",
      "expiring Member late@example.com",
    ]);
    made.emulator.clock.advance({ days: 4 });
    const report = await made.drift();
    expect(rows(report)).toContain("not-invited Member late@example.com");
    expect(report.drift).toBe(false);
  });

  it("finds keys that are too old, and those of people who left", async () => {
    const made = await takenOver("sample", { kinds: "all" });
    const old = await made.drift({ maxKeyAge: 400 });
    expect(old.findings.filter(({ category }) => category === "stale-key").map(({ name }) => name)).toEqual([
      "checkout-service",
      "staging-ci",
    ]);
    const maker = made.emulator
      .organization()
      .state()
      .users?.find(({ role }) => role === "admin");
    made.emulator
      .organization()
      .console.createApiKey({ name: "theirs", createdBy: "kenji.mori@example.com" });
    made.emulator.organization().console.removeUser("kenji.mori@example.com");
    const left = await made.drift();
    const stale = left.findings.filter(({ category }) => category === "stale-key");
    expect(maker).toBeDefined();
    expect(stale.map(({ name, detail }) => `${name}: ${detail}`)).toContainEqual(
      expect.stringMatching(
        /^theirs: active, and created by user_\w+, who is no longer in the organization$/,
      ),
    );
  });

  it("knows people by their ids: who has got the address of another one is somebody else", async () => {
    const made = await takenOver("sample");
    const { console: hand } = made.emulator.organization();
    hand.setUserEmail("kenji.mori@example.com", "kenji@example.org");
    hand.addUser({ email: "kenji.mori@example.com", role: "developer" });
    hand.addMember("Research", "kenji.mori@example.com", "workspace_admin");
    hand.removeUser("aisha.bello@example.com");
    hand.invite("aisha.bello@example.com", "developer");
    const there = (await made.drift()).findings.filter(({ category }) => category === "unmanaged");
    expect(there.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "WorkspaceMember kenji.mori@example.com",
      "Member kenji.mori@example.com",
      "Invite aisha.bello@example.com",
    ]);
  });

  it("leaves out what `ignoreChanges` covers, however it is written", async () => {
    const made = await takenOver("sample");
    const workspace = made.emulator
      .organization()
      .state()
      .workspaces?.find(({ name }) => name === "Production");
    const { id = "", tags = {} } = workspace ?? {};
    made.emulator.organization().console.updateWorkspace(id, { tags: { ...tags, team: "another" } });
    const state = await made.file("state.json");
    const changed = async (...ignoreChanges: string[]) => {
      const { deployment, ...rest } = JSON.parse(state);
      for (const resource of deployment.resources)
        if (resource.id === id) resource.ignoreChanges = ignoreChanges;
      await made.write("state.json", { ...rest, deployment });
      return (await made.drift()).counts.changed;
    };
    expect(await changed()).toBe(1);
    expect(await changed("name", 'tags["tea"]', "tag", "tags.team.x")).toBe(1);
    for (const path of ["tags", "tags.team", 'tags["team"]', '["tags"].team', "tags[*]", "*"]) {
      expect(await changed(path)).toBe(0);
    }
  });

  it("believes no empty list of what every organization has", async () => {
    const made = await takenOver("sample");
    for (const what of ["workspaces", "users"]) {
      made.emulator.faults.add({
        kind: "status",
        status: 200,
        body: { data: [], has_more: false, first_id: null, last_id: null },
        path: `/v1/organizations/${what}`,
      });
      await expect(made.drift()).rejects.toThrow(
        /^cannot list .*: every organization has an? .*, and the list is empty, so the response cannot be right\. /,
      );
    }
  });

  it("overlooks no workspace that was given the name of the default one", async () => {
    const made = await takenOver("sample");
    const { console: hand } = made.emulator.organization();
    const { id } = hand.createWorkspace({ name: "Default" });
    hand.addMember(id, "kenji.mori@example.com", "workspace_admin");
    hand.removeMember("Research", "kenji.mori@example.com");
    hand.updateWorkspace("Research", { name: "Default" });
    const { findings } = await made.drift();
    expect(
      findings
        .filter(({ category }) => category !== "pending")
        .map(({ category, kind, name }) => `${category} ${kind} ${name}`),
    ).toEqual([
      "changed Workspace Research",
      "gone WorkspaceMember kenji.mori@example.com",
      "unmanaged Workspace Default",
      "unmanaged WorkspaceMember kenji.mori@example.com",
    ]);
  });

  it("refuses a key of another organization, and passes over what belongs to another one", async () => {
    const made = await takenOver("sample");
    const other = await workdirOf({ seed: "sample" });
    const resources = await resourcesOf(made);
    await other.write("state.json", stateOf(resources));
    const elsewhere = { ...made, io: { ...made.io, env: other.io.env } };
    await expect(reportDrift(elsewhere.io, driftOptions)).rejects.toThrow(
      /^The key in use is of organization .*, but the stacks manage .*\. Nothing was compared\./,
    );

    const foreign = resources.map((resource: { outputs: object }) => ({
      ...resource,
      outputs: { ...resource.outputs, __organization: "00000000-0000-0000-0000-000000000000" },
    }));
    await made.write("foreign.json", stateOf(foreign));
    const report = await made.drift({ state: ["state.json", "foreign.json"] });
    expect(report.drift).toBe(false);
    expect(report.notes).toEqual([
      `${foreign.length} resources of foreign.json belong to another organization and were not compared.`,
    ]);
  });

  it("does not take the owner tag of a stack for drift, though its settings are not at hand", async () => {
    const made = await takenOver("sample");
    const workspace = made.emulator
      .organization()
      .state()
      .workspaces?.find(({ name }) => name === "Production");
    made.emulator
      .organization()
      .console.updateWorkspace(workspace?.id ?? "", { tags: { ...workspace?.tags, owner: "acme/dev" } });
    expect(rows(await made.drift(), ["pending"])).toEqual([]);
    made.emulator
      .organization()
      .console.updateWorkspace(workspace?.id ?? "", { tags: { ...workspace?.tags, owner: "acme/prod" } });
    const { findings } = await made.drift();
    expect(findings.find(({ category }) => category === "changed")?.differences).toEqual([
      { property: "tags.owner", actual: "acme/prod" },
    ]);
  });

  it("accepts what is unmanaged, so that only what is new counts", async () => {
    const made = await takenOver("sample");
    const { console: hand } = made.emulator.organization();
    const added = hand.createWorkspace({ name: "Shadow" });
    expect(rows(await made.drift(), ["pending"])).toEqual([`unmanaged Workspace ${added.id}`]);
    const accepted = await made.drift({ accept: true });
    expect(accepted.drift).toBe(false);
    expect(accepted.notes).toContainEqual(
      "1 ignore rule was added to drift.ignore.json. Review and commit the file.",
    );
    const { rules } = JSON.parse(await made.file("drift.ignore.json"));
    expect(rules.at(-1)).toEqual({
      category: "unmanaged",
      kind: "Workspace",
      id: added.id,
      name: "Shadow",
      reason: expect.stringMatching(/^existed on \d{4}-\d\d-\d\d$/),
    });
    const newer = hand.createWorkspace({ name: "Shadow" });
    expect(rows(await made.drift(), ["pending"])).toEqual([`unmanaged Workspace ${newer.id}`]);
  });

  it("tells of a person or a key that has become more than what was accepted", async () => {
    const made = await takenOver("sample");
    const { console: hand } = made.emulator.organization();
    hand.addUser({ email: "scim@example.com", role: "user" });
    const added = hand.createApiKey({ name: "theirs", status: "inactive" });
    await made.drift({ accept: true });
    expect(rows(await made.drift(), ["pending"])).toEqual([]);
    hand.setUserRole("scim@example.com", "admin");
    hand.setApiKeyStatus(added.id, "active");
    expect(rows(await made.drift(), ["pending"])).toEqual([
      `unmanaged ApiKey ${added.id}`,
      "unmanaged Member scim@example.com",
    ]);
  });

  it("compares with a snapshot alone, without any stack", async () => {
    const made = await workdirOf({ seed: "sample" });
    await takeSnapshot(made.io, { output: "before.json" });
    const { console: hand } = made.emulator.organization();
    hand.setUserRole("mei.chen@example.com", "developer");
    hand.setUserEmail("ben.carter@example.com", "ben@example.com");
    const { report } = await reportDrift(made.io, { ...driftOptions, state: [], since: "before.json" });
    expect(report).toMatchObject({
      drift: true,
      stacks: [],
      since: "before.json",
      counts: { since: 2, unmanaged: 0 },
    });
    expect(report.findings.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      "ben@example.com: email: ben.carter@example.com before, ben@example.com now",
      "mei.chen@example.com: role: user before, developer now",
    ]);
    const other = await workdirOf({ seed: "sample" });
    await other.write("before.json", await made.file("before.json"));
    await expect(reportDrift(other.io, { ...driftOptions, state: [], since: "before.json" })).rejects.toThrow(
      /^The key in use is of organization .*, but the snapshot is of /,
    );
  });
});
