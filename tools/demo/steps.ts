import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Category } from "../../cli/drift/categories.ts";
import type { Report } from "../../cli/drift/report.ts";
import type { ApiKeyJson, WorkspaceJson } from "../../emulator/index.ts";
import type { Demo } from "./setUp.ts";

/** Runs every step: a change, the CLI's output, and checks of the organization. */
export async function runSteps(demo: Demo): Promise<void> {
  const before = workspace(demo, "Customer Support");
  await previewWithoutKey(demo);
  await upWithFaults(demo);
  await acceptance(demo);
  await noChanges(demo);
  await drift(demo);
  await repair(demo);
  await adoption(demo, before);
  await onboarding(demo);
  await offboarding(demo);
  await importRest(demo);
  await nightly(demo);
  const key = await refusal(demo);
  await destroy(demo, key, before);
}

async function previewWithoutKey({ screen, pulumi, check }: Demo): Promise<void> {
  screen.step("A preview needs no key");
  screen.text("Any pull request can be previewed: ANTHROPIC_ADMIN_KEY is not set here.");
  const { requests } = await pulumi("preview", { withoutKey: true });
  check("No API request was made.", requests.length === 0);
}

async function upWithFaults(demo: Demo): Promise<void> {
  const { screen, emulator, organization, pulumi, check } = demo;
  screen.step("`up` with a lost response and an overloaded API");
  screen.text(
    "The connection breaks after the API has created a workspace, so the response is lost. Another request finds the API overloaded.",
  );
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: "/v1/organizations/workspaces" });
  emulator.faults.add({ kind: "status", status: 529, method: "GET", path: "/v1/organizations/users" });
  const { requests } = await pulumi("up --yes --skip-preview");
  const occurred = requests.filter(({ fault }) => fault !== undefined).length;
  check("Both faults occurred.", occurred === 2);
  const created = organization.state().workspaces.filter(({ name }) => ours.includes(name));
  check(
    "Each workspace was created once, including the one whose response was lost.",
    created.length === ours.length,
  );
  check(
    "Three users were found by their email addresses; one was invited.",
    isDeepStrictEqual(
      emulator.sentInvitations.map(({ to }) => to),
      ["noor.haddad@example.com"],
    ),
  );
}

async function acceptance({ screen, organization, pulumi, check }: Demo): Promise<void> {
  screen.step("An invitation is accepted");
  screen.outside("Noor", "accepts the invitation.");
  const noor = organization.console.acceptInvite("noor.haddad@example.com", "Noor Haddad");
  await pulumi("up --yes --skip-preview --suppress-outputs");
  const membership = organization.state().members.find(({ user_id }) => user_id === noor.id);
  check("The next run added her to the workspace.", membership?.workspace_role === "workspace_user");
}

async function noChanges({ screen, pulumi, check }: Demo): Promise<void> {
  screen.step("Nothing has changed");
  const { requests } = await pulumi("up --yes --skip-preview --suppress-outputs --expect-no-changes");
  check("No API request was made.", requests.length === 0);
}

async function drift({ screen, organization, pulumi, check }: Demo): Promise<void> {
  screen.step("Drift is detected");
  screen.outside("Console", "Omar replaces a tag of Robot Vision.");
  screen.outside("Console", "Omar removes Mei from Robot Vision.");
  screen.outside("Console", "Omar demotes Kenji to `user`.");
  const { console } = organization;
  console.updateWorkspace("Robot Vision", { tags: { team: "perception", owner: "omar" } });
  console.removeMember("Robot Vision", "mei.chen@example.com");
  console.setUserRole("kenji.mori@example.com", "user");
  screen.text(
    "A nightly job can run this. It changes nothing, and exits with code 7 if something has changed.",
  );
  const { output } = await pulumi("refresh --preview-only --diff --expect-no-changes", { exitCode: 7 });
  check("All three changes were found.", output.includes("3 changes."));
}

async function repair(demo: Demo): Promise<void> {
  const { screen, organization, pulumi, check } = demo;
  screen.step("Drift is repaired");
  await pulumi("up --refresh --yes --skip-preview --suppress-outputs");
  const { id, tags } = workspace(demo, "Robot Vision");
  const { users, members } = organization.state();
  const user = (email: string) => users.find((candidate) => candidate.email === email);
  const mei = members.find(
    (member) => member.workspace_id === id && member.user_id === user("mei.chen@example.com")?.id,
  );
  const asDeclared =
    isDeepStrictEqual(tags, { team: "perception", environment: "production" }) &&
    user("kenji.mori@example.com")?.role === "developer" &&
    mei?.workspace_role === "workspace_restricted_developer";
  check("Tags, membership and role are as declared.", asDeclared);
}

async function adoption(demo: Demo, before: WorkspaceJson): Promise<void> {
  const { screen, pulumi, check } = demo;
  screen.step("An existing workspace is adopted");
  screen.text(
    "Customer Support was created in the Console. The program names its ID in the resource option `import`.",
  );
  await pulumi(`config set --path 'adopt["Customer Support"]' ${before.id}`);
  const { requests } = await pulumi("up --yes --skip-preview --suppress-outputs");
  check(
    "Nothing was written to it.",
    requests.every(({ method }) => method === "GET"),
  );
  check("It is unchanged.", isDeepStrictEqual(workspace(demo, "Customer Support"), before));
}

async function onboarding(demo: Demo): Promise<void> {
  const { screen, emulator, organization, pulumi, check } = demo;
  screen.step("A team joins");
  screen.text(
    "Field Service gets a workspace. Priya is in the organization, Hana has a pending invitation, and Yara is new.",
  );
  const sentBefore = emulator.sentInvitations.length;
  await pulumi("up --yes --skip-preview", { in: "onboarding" });
  const invited = emulator.sentInvitations.slice(sentBefore).map(({ to }) => to);
  check("Only Yara was invited.", isDeepStrictEqual(invited, ["yara.idris@example.com"]));
  const { id } = workspace(demo, "Field Service");
  const memberships = organization.state().members.filter(({ workspace_id }) => workspace_id === id);
  check("Priya is a member. The others become members after they accept.", memberships.length === 1);
}

async function offboarding({ screen, organization, pulumi, check }: Demo): Promise<void> {
  screen.step("A user leaves");
  const email = "lucia.romero@example.com";
  const { console } = organization;
  const { id } = console.createApiKey({ name: "try-out", workspaceId: "Research", createdBy: email });
  const notebooks = organization.state().api_keys.find(({ name }) => name === "notebooks");
  console.useApiKey(notebooks?.id ?? "");
  screen.text(
    "Lucía has created two keys: `notebooks`, which her colleagues use, and `try-out`, which is unused. First the program declares what delete does. This changes nothing yet.",
  );
  await pulumi("up --yes --skip-preview", { in: "offboarding" });
  check(
    "She is still in the organization.",
    organization.state().users.some((user) => user.email === email),
  );
  screen.text("Then she is removed from the program.");
  await pulumi("config set removed true", { in: "offboarding" });
  await pulumi("up --yes --skip-preview", { in: "offboarding" });
  const { users, api_keys } = organization.state();
  const status = (key: string | undefined) => api_keys.find((candidate) => candidate.id === key)?.status;
  check("She was removed from the organization.", !users.some((user) => user.email === email));
  check(
    "The unused key was deactivated; the key in use still works.",
    status(id) === "inactive" && status(notebooks?.id) === "active",
  );
}

async function importRest(demo: Demo): Promise<void> {
  const { screen, organization, emulator, pulumi, runCommand, read, check } = demo;
  screen.step("The rest of the organization is imported");
  screen.text("A program is written for the objects that no stack manages, and they are imported unchanged.");
  const before = organization.state();
  const requestsBefore = emulator.requests.length;
  await runCommand("import --stack demo --all-stacks --program index.ts", { in: "rest" });
  screen.text("An excerpt of the generated program:");
  const [, excerpt = ""] =
    /^((?:const production =|new anthropic.Workspace\("production")[\s\S]*?^\);)/m.exec(
      await read("rest", "index.ts"),
    ) ?? [];
  for (const line of excerpt.split("\n")) screen.framed(line);
  screen.outcome("everything-else/index.ts");
  check("It declares Production as it is.", excerpt.includes('name: "Production"'));
  await pulumi(
    "import --file organization.import.json --generate-code=false --protect=false --yes --skip-preview",
    { in: "rest", few: true },
  );
  await pulumi("preview --expect-no-changes", { in: "rest", few: true });
  const writes = emulator.requests.slice(requestsBefore).filter(({ method }) => method !== "GET");
  check(
    "Nothing was written, and the organization is unchanged.",
    writes.length === 0 && isDeepStrictEqual(organization.state(), before),
  );
}

async function nightly(demo: Demo): Promise<void> {
  const { screen, organization, emulator, runCommand, check } = demo;
  screen.step("A nightly drift report over all stacks");
  screen.text(
    "Objects that no program can declare, such as admins, are accepted once. After that, only new objects are reported.",
  );
  const stacks = "--stack demo --all-stacks";
  await runCommand(`drift ${stacks} --accept`, { in: "rest" });
  screen.outside("Console", "Omar creates a workspace, Skunkworks, which no program declares.");
  screen.outside("Console", "Omar removes Ben from Customer Support.");
  screen.outside("Console", "Omar makes Tomás an admin.");
  const { console } = organization;
  const { id } = console.createWorkspace({ name: "Skunkworks" });
  console.removeMember("Customer Support", "ben.carter@example.com");
  console.setUserRole("tomas.novak@example.com", "admin");
  const requestsBefore = emulator.requests.length;
  await runCommand(`drift ${stacks} --html drift.html --json drift.json`, { in: "rest", exitCode: 7 });
  const { findings, failOn }: Report = JSON.parse(await demo.read("rest", "drift.json"));
  const found = findings.map(({ category }) => category).filter((category) => failOn.includes(category));
  const expected: Category[] = ["changed", "removed", "unmanaged"];
  check(
    "All three were found, including the workspace that no refresh can see.",
    isDeepStrictEqual(found.sort(), expected),
  );
  const page = await demo.read("rest", "drift.html");
  check("An HTML page shows who has access to what.", page.includes("Skunkworks"));
  check(
    "Nothing was written.",
    emulator.requests.slice(requestsBefore).every(({ method }) => method === "GET"),
  );
  screen.outside("Console", "Omar reverts the three changes.");
  console.archiveWorkspace(id);
  console.addMember("Customer Support", "ben.carter@example.com", "workspace_user");
  console.setUserRole("tomas.novak@example.com", "developer");
}

async function refusal(demo: Demo): Promise<ApiKeyJson> {
  const { screen, organization, pulumi, check } = demo;
  screen.step("A delete that would break an API key is refused");
  screen.outside("Console", "Aisha creates an API key in Robot Vision. A robot uses it.");
  const key = organization.console.createApiKey({
    name: "robot-arm",
    workspaceId: "Robot Vision",
    createdBy: "aisha.bello@example.com",
  });
  screen.text("Archiving a workspace is final, and its keys stop working.");
  const { output } = await pulumi("destroy --yes --skip-preview", { exitCode: 1 });
  check(
    "The error names the key and what to do.",
    output.includes(key.id) && output.includes("forceDestroy"),
  );
  check("Robot Vision is active, and its key works.", workspace(demo, "Robot Vision").archived_at === null);
  return key;
}

async function destroy(demo: Demo, key: ApiKeyJson, before: WorkspaceJson): Promise<void> {
  const { screen, organization, auditLog, emulator, pulumi, check } = demo;
  screen.step("Destroy");
  screen.outside("Console", "Aisha deactivates the key.");
  organization.console.setApiKeyStatus(key.id, "inactive");
  screen.text(
    "A run archives at most 3 workspaces, unless ANTHROPIC_MAX_ARCHIVES raises the limit. This stack created 2.",
  );
  await pulumi("destroy --yes --skip-preview");
  const { workspaces, users } = organization.state();
  const created = workspaces.filter(({ name }) => ours.includes(name));
  check(
    "The workspaces that this stack created are archived; the API cannot delete them.",
    created.every(({ archived_at }) => archived_at !== null),
  );
  check(
    "The adopted workspace is unchanged.",
    isDeepStrictEqual(workspace(demo, "Customer Support"), before),
  );
  const declared = users.filter(({ email }) => team.includes(email));
  check(
    'Its users were demoted to `user`. They are removed only with `onDelete: "remove"`.',
    declared.length === team.length && declared.every(({ role }) => role === "user"),
  );
  const log = (await readFile(auditLog, "utf8")).split("\n");
  const intents = log.filter((line) => line.includes('"event":"intent"'));
  const writes = emulator.requests.filter(({ method }) => method !== "GET");
  check(`The audit log records all ${writes.length} writes.`, intents.length === writes.length);
}

/** The workspaces that examples/organization creates. */
const ours = ["Robot Vision", "Evaluation"];
/** The users that it declares. */
const team = ["aisha.bello", "kenji.mori", "mei.chen", "noor.haddad"].map((name) => `${name}@example.com`);

function workspace({ organization }: Demo, name: string): WorkspaceJson {
  const found = organization.state().workspaces.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no workspace ${name}`);
  return found;
}
