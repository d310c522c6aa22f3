import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject, it } from "vitest";
import { reportDrift } from "../../cli/drift/reportDrift.ts";
import { emulated } from "./emulated.ts";
import { newStack } from "./stack.ts";

const program = `
const workspace = (name, args = {}, options) => new anthropic.Workspace(name, { name, ...args }, options);
const renamed = workspace("renamed");
workspace("tagged", { tags: { team: "ml" } });
workspace("archived");
workspace("untouched", { displayColor: "#112233" });
workspace("unmanaged-tags");
workspace("ignored", {}, { ignoreChanges: ["name"] });
workspace("regional", { dataResidency: { defaultInferenceGeo: "us" } });
const home = workspace("home");
const listed = workspace("listed");

const member = (name, role) => new anthropic.Member(name, { email: name + "@example.com", ...(role === undefined ? {} : { role }) });
member("promoted", "developer");
member("by-role", "developer");
member("roleless");
member("removed", "developer");
member("moved", "developer");
member("stays", "developer");
member("invited", "developer");
member("accepts", "developer");
member("accepts-more", "developer");
member("withdrawn", "developer");
new anthropic.Invite("invitation", { email: "invitation@example.com", role: "user" });
new anthropic.Invite("withdrawn-invitation", { email: "withdrawn-invitation@example.com", role: "user" });

const place = (name, role = "workspace_developer") =>
  new anthropic.WorkspaceMember(name + "-place", { workspace: home, email: name + "@example.com", role });
for (const name of ["promoted", "by-role", "roleless", "removed", "moved", "stays", "invited", "accepts"]) place(name);
new anthropic.WorkspaceMember("in-archived", { workspace: "ARCHIVED", email: "stays@example.com", role: "workspace_user" });
new anthropic.WorkspaceMembers("list", {
  workspace: listed,
  members: [
    { email: "stays@example.com", role: "workspace_user" },
    { email: "promoted@example.com", role: "workspace_user" },
    { email: "by-role@example.com", role: "workspace_user" },
    { email: "invited@example.com", role: "workspace_user" },
  ],
});
new anthropic.ApiKey("key", { apiKeyId: "KEY", status: "active" });
new anthropic.ApiKey("named-key", { apiKeyId: "NAMED", name: "named" });
`;

it("drift reports the same managed resources as `pulumi refresh`, and those that the next `up` completes", async () => {
  const emulator = await emulated();
  const { console: hand } = emulator.organization();
  for (const name of ["promoted", "by-role", "roleless", "removed", "moved", "stays", "stranger"]) {
    hand.addUser({ email: `${name}@example.com`, role: name === "stranger" ? "user" : "developer" });
  }
  const doomed = hand.createWorkspace({ name: "doomed" });
  const key = hand.createApiKey({ name: "key", workspaceId: doomed.id });
  const named = hand.createApiKey({ name: "named" });
  const text = program.replace("ARCHIVED", doomed.id).replace("KEY", key.id).replace("NAMED", named.id);
  const stack = await newStack({ emulator, program: text });
  await stack.up();
  const engine = inject("engine");
  const drift = async () => {
    const { report } = await reportDrift(
      {
        env: {
          ...engine.env,
          PULUMI_BACKEND_URL: pathToFileURL(path.join(stack.directory, "state")).href,
          ANTHROPIC_ADMIN_KEY: emulator.adminKey,
          ANTHROPIC_ADMIN_BASE_URL: emulator.url,
        },
        cwd: stack.directory,
        print: () => undefined,
        progress: () => undefined,
      },
      {
        stack: ["dev"],
        // Which names the stack once more, in full.
        allStacks: true,
        expiringWithin: 0,
      },
    );
    const of = (...categories: string[]) =>
      [
        ...new Set(
          report.findings
            .filter(({ category }) => categories.includes(category))
            .flatMap(({ declarations }) => declarations.map(({ resource }) => resource)),
        ),
      ].sort();
    return {
      managed: of("changed", "gone"),
      ready: of("ready"),
      pending: of("pending"),
      "not-invited": of("not-invited"),
      twice: of("declared-twice"),
    };
  };
  expect(await drift()).toEqual({
    managed: [],
    ready: [],
    pending: [
      "accepts",
      "accepts-more",
      "accepts-place",
      "invitation",
      "invited",
      "invited-place",
      "list",
      "withdrawn",
      "withdrawn-invitation",
    ],
    "not-invited": [],
    twice: [],
  });

  const cache = new Map(
    emulator
      .organization()
      .state()
      .workspaces?.map(({ name, id }) => [name, id ?? ""]),
  );
  const id = (name: string) => cache.get(name) ?? "";
  hand.updateWorkspace("renamed", { name: "Renamed by hand" });
  hand.updateWorkspace("tagged", { tags: { team: "ml", by: "hand" } });
  hand.updateWorkspace("unmanaged-tags", { tags: { by: "hand" }, displayColor: "#000000" });
  hand.updateWorkspace("ignored", { name: "Ignored by hand" });
  hand.updateWorkspace("regional", { dataResidency: { default_inference_geo: "global" } });
  hand.archiveWorkspace("archived");
  hand.setUserRole("promoted@example.com", "user");
  hand.setUserRole("by-role@example.com", "admin");
  hand.setUserRole("roleless@example.com", "user");
  hand.setUserEmail("moved@example.com", "elsewhere@example.com");
  hand.removeUser("removed@example.com");
  hand.acceptInvite("accepts@example.com");
  hand.setUserRole(hand.acceptInvite("accepts-more@example.com").id, "user");
  hand.deleteInvite("withdrawn@example.com");
  hand.deleteInvite("withdrawn-invitation@example.com");
  hand.removeMember(id("home"), "roleless@example.com");
  hand.setMemberRole(id("home"), "promoted@example.com", "workspace_admin");
  hand.addMember(id("listed"), "stranger@example.com", "workspace_admin");
  hand.setMemberRole(id("listed"), "promoted@example.com", "workspace_admin");
  hand.archiveWorkspace(doomed.id);
  hand.renameApiKey(named.id, "renamed");
  const found = await drift();

  // As people see it; the JSON of a refresh does not tell what only its outputs show.
  const { output } = await stack.refresh(["--preview-only", "--expect-no-changes"], { fails: 7 });
  const reported = [...output.matchAll(/^ [~-] {2}\S+anthropic:\w+ (\S+) (?:update|delete)\b/gm)].map(
    ([, name]) => name,
  );
  expect(reported.sort()).toEqual([...found.managed, "accepts-more"].sort());
  expect(found).toEqual({
    managed: [
      "archived",
      "by-role",
      "in-archived",
      "key",
      "list",
      "moved",
      "moved-place",
      "named-key",
      "promoted",
      "promoted-place",
      "regional",
      "removed",
      "renamed",
      "roleless-place",
      "tagged",
      "withdrawn",
      "withdrawn-invitation",
    ],
    // One of them has another role than the one that is declared, which a refresh shows; an `up` gives it.
    ready: ["accepts", "accepts-more", "accepts-place"],
    pending: ["invitation", "invited", "invited-place", "list"],
    "not-invited": ["removed-place"],
    twice: [],
  });
});
