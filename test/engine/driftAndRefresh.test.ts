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

const membership = (name, role = "workspace_developer") =>
  new anthropic.WorkspaceMember(name + "-home", { workspace: home, email: name + "@example.com", role });
for (const name of ["promoted", "by-role", "roleless", "removed", "moved", "stays", "invited", "accepts"]) membership(name);
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
  const { console } = emulator.organization();
  for (const name of ["promoted", "by-role", "roleless", "removed", "moved", "stays", "stranger"]) {
    console.addUser({ email: `${name}@example.com`, role: name === "stranger" ? "user" : "developer" });
  }
  const doomed = console.createWorkspace({ name: "doomed" });
  const key = console.createApiKey({ name: "key", workspaceId: doomed.id });
  const named = console.createApiKey({ name: "named" });
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
        write: () => undefined,
        progress: () => undefined,
      },
      {
        stack: ["dev"],
        // This includes `dev` a second time, by its full name.
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
      managed: of("changed", "removed"),
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
      "accepts-home",
      "accepts-more",
      "invitation",
      "invited",
      "invited-home",
      "list",
      "withdrawn",
      "withdrawn-invitation",
    ],
    "not-invited": [],
    twice: [],
  });

  const workspaceIds = new Map(
    emulator
      .organization()
      .state()
      .workspaces?.map(({ name, id }) => [name, id ?? ""]),
  );
  const id = (name: string) => workspaceIds.get(name) ?? "";
  console.updateWorkspace("renamed", { name: "Renamed outside of Pulumi" });
  console.updateWorkspace("tagged", { tags: { team: "ml", by: "hand" } });
  console.updateWorkspace("unmanaged-tags", { tags: { by: "hand" }, displayColor: "#000000" });
  console.updateWorkspace("ignored", { name: "Ignored outside of Pulumi" });
  console.updateWorkspace("regional", { dataResidency: { default_inference_geo: "global" } });
  console.archiveWorkspace("archived");
  console.setUserRole("promoted@example.com", "user");
  console.setUserRole("by-role@example.com", "admin");
  console.setUserRole("roleless@example.com", "user");
  console.setUserEmail("moved@example.com", "elsewhere@example.com");
  console.removeUser("removed@example.com");
  console.acceptInvite("accepts@example.com");
  console.setUserRole(console.acceptInvite("accepts-more@example.com").id, "user");
  console.deleteInvite("withdrawn@example.com");
  console.deleteInvite("withdrawn-invitation@example.com");
  console.removeMember(id("home"), "roleless@example.com");
  console.setMemberRole(id("home"), "promoted@example.com", "workspace_admin");
  console.addMember(id("listed"), "stranger@example.com", "workspace_admin");
  console.setMemberRole(id("listed"), "promoted@example.com", "workspace_admin");
  console.archiveWorkspace(doomed.id);
  console.renameApiKey(named.id, "renamed");
  const found = await drift();

  // The text output, because the JSON of a refresh lacks changes of outputs.
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
      "moved-home",
      "named-key",
      "promoted",
      "promoted-home",
      "regional",
      "removed",
      "renamed",
      "roleless-home",
      "tagged",
      "withdrawn",
      "withdrawn-invitation",
    ],
    // `accepts-more` also has another role than declared, which a refresh reports and `up` changes.
    ready: ["accepts", "accepts-home", "accepts-more"],
    pending: ["invitation", "invited", "invited-home", "list"],
    "not-invited": ["removed-home"],
    twice: [],
  });
});
