import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { ApiKeyJson, WorkspaceJson } from "../../emulator/index.ts";
import type { Stage } from "./stage.ts";

/** Every step: what is done, the CLI's own word on it, and what the organization says of it. */
export async function story(stage: Stage): Promise<void> {
  const before = workspace(stage, "Customer Support");
  await previewWithoutKey(stage);
  await upDespiteTheNetwork(stage);
  await acceptance(stage);
  await nothingToDo(stage);
  await drift(stage);
  await repair(stage);
  await takeOver(stage, before);
  await onboarding(stage);
  await offboarding(stage);
  await everythingElse(stage);
  await nightly(stage);
  const key = await refusal(stage);
  await destroy(stage, key, before);
}

async function previewWithoutKey({ screen, pulumi, holds }: Stage): Promise<void> {
  screen.step("A preview needs no key");
  screen.words("Any pull request can be previewed: ANTHROPIC_ADMIN_KEY is not set here.");
  const { requests } = await pulumi("preview", { withoutKey: true });
  holds("No API request was made.", requests.length === 0);
}

async function upDespiteTheNetwork(stage: Stage): Promise<void> {
  const { screen, emulator, organization, pulumi, holds } = stage;
  screen.step("`up` with a lost response and an overloaded API");
  screen.words(
    "The connection breaks after the API has created a workspace, so the response is lost. Another request finds the API overloaded.",
  );
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: "/v1/organizations/workspaces" });
  emulator.faults.add({ kind: "status", status: 529, method: "GET", path: "/v1/organizations/users" });
  const { requests } = await pulumi("up --yes --skip-preview");
  const met = requests.filter(({ fault }) => fault !== undefined).length;
  holds("Both faults occurred.", met === 2);
  const made = organization.state().workspaces.filter(({ name }) => ours.includes(name));
  holds(
    "Each workspace was created once, including the one whose response was lost.",
    made.length === ours.length,
  );
  holds(
    "Three users were found by their email addresses; one was invited.",
    isDeepStrictEqual(
      emulator.sentInvitations.map(({ to }) => to),
      ["noor.haddad@example.com"],
    ),
  );
}

async function acceptance({ screen, organization, pulumi, holds }: Stage): Promise<void> {
  screen.step("An invitation is accepted");
  screen.outside("Noor", "follows the link in the invitation and joins.");
  const noor = organization.console.acceptInvite("noor.haddad@example.com", "Noor Haddad");
  await pulumi("up --yes --skip-preview --suppress-outputs");
  const place = organization.state().members.find(({ user_id }) => user_id === noor.id);
  holds("The next run added her to the workspace.", place?.workspace_role === "workspace_user");
}

async function nothingToDo({ screen, pulumi, holds }: Stage): Promise<void> {
  screen.step("Nothing has changed");
  const { requests } = await pulumi("up --yes --skip-preview --suppress-outputs --expect-no-changes");
  holds("No API request was made.", requests.length === 0);
}

async function drift({ screen, organization, pulumi, holds }: Stage): Promise<void> {
  screen.step("Drift is found");
  screen.outside("Console", "Omar replaces a tag of Robot Vision.");
  screen.outside("Console", "Omar removes Mei from Robot Vision.");
  screen.outside("Console", "Omar demotes Kenji to `user`.");
  const { console } = organization;
  console.updateWorkspace("Robot Vision", { tags: { team: "perception", owner: "omar" } });
  console.removeMember("Robot Vision", "mei.chen@example.com");
  console.setUserRole("kenji.mori@example.com", "user");
  screen.words(
    "A nightly job can run this. It changes nothing, and exits with code 7 if something has changed.",
  );
  const { output } = await pulumi("refresh --preview-only --diff --expect-no-changes", { exitCode: 7 });
  holds("All three changes were found.", output.includes("3 changes."));
}

async function repair(stage: Stage): Promise<void> {
  const { screen, organization, pulumi, holds } = stage;
  screen.step("Drift is repaired");
  await pulumi("up --refresh --yes --skip-preview --suppress-outputs");
  const { id, tags } = workspace(stage, "Robot Vision");
  const { users, members } = organization.state();
  const user = (email: string) => users.find((candidate) => candidate.email === email);
  const mei = members.find(
    (member) => member.workspace_id === id && member.user_id === user("mei.chen@example.com")?.id,
  );
  const asDeclared =
    isDeepStrictEqual(tags, { team: "perception", environment: "production" }) &&
    user("kenji.mori@example.com")?.role === "developer" &&
    mei?.workspace_role === "workspace_restricted_developer";
  holds("Tags, membership and role are as declared.", asDeclared);
}

async function takeOver(stage: Stage, before: WorkspaceJson): Promise<void> {
  const { screen, pulumi, holds } = stage;
  screen.step("An existing workspace is adopted");
  screen.words(
    "Customer Support was created in the Console. The program names its ID in the resource option `import`.",
  );
  await pulumi(`config set --path 'adopt["Customer Support"]' ${before.id}`);
  const { requests } = await pulumi("up --yes --skip-preview --suppress-outputs");
  holds(
    "Nothing was written to it.",
    requests.every(({ method }) => method === "GET"),
  );
  holds("It is unchanged.", isDeepStrictEqual(workspace(stage, "Customer Support"), before));
}

async function onboarding(stage: Stage): Promise<void> {
  const { screen, emulator, organization, pulumi, holds } = stage;
  screen.step("A team joins");
  screen.words(
    "Field Service gets a workspace. Priya is in the organization, Hana has a pending invitation, and Yara is new.",
  );
  const mails = emulator.sentInvitations.length;
  await pulumi("up --yes --skip-preview", { in: "onboarding" });
  const mailed = emulator.sentInvitations.slice(mails).map(({ to }) => to);
  holds("Only Yara was invited.", isDeepStrictEqual(mailed, ["yara.idris@example.com"]));
  const { id } = workspace(stage, "Field Service");
  const inside = organization.state().members.filter(({ workspace_id }) => workspace_id === id);
  holds("Priya is a member. The others become members after they accept.", inside.length === 1);
}

async function offboarding({ screen, organization, pulumi, holds }: Stage): Promise<void> {
  screen.step("A user leaves");
  const email = "lucia.romero@example.com";
  const { console } = organization;
  const { id } = console.createApiKey({ name: "try-out", workspaceId: "Research", createdBy: email });
  const notebooks = organization.state().api_keys.find(({ name }) => name === "notebooks");
  console.useApiKey(notebooks?.id ?? "");
  screen.words(
    "Lucía has created two keys: `notebooks`, which her colleagues use, and `try-out`, which is unused. First the program declares what delete does. This changes nothing yet.",
  );
  await pulumi("up --yes --skip-preview", { in: "offboarding" });
  holds(
    "She is still in the organization.",
    organization.state().users.some((user) => user.email === email),
  );
  screen.words("Then she is removed from the program.");
  await pulumi("config set gone true", { in: "offboarding" });
  await pulumi("up --yes --skip-preview", { in: "offboarding" });
  const { users, api_keys } = organization.state();
  const status = (key: string | undefined) => api_keys.find((candidate) => candidate.id === key)?.status;
  holds("She was removed from the organization.", !users.some((user) => user.email === email));
  holds(
    "The unused key was deactivated; the key in use still works.",
    status(id) === "inactive" && status(notebooks?.id) === "active",
  );
}

async function everythingElse(stage: Stage): Promise<void> {
  const { screen, organization, emulator, pulumi, runCommand, read, holds } = stage;
  screen.step("The rest of the organization is imported");
  screen.words(
    "A program is written for the objects that no stack manages, and they are imported unchanged.",
  );
  const before = organization.state();
  const asked = emulator.requests.length;
  await runCommand("import --stack demo --all-stacks --program index.ts", { in: "rest" });
  screen.words("An excerpt of the generated program:");
  const [, excerpt = ""] =
    /^((?:const production =|new anthropic.Workspace\("production")[\s\S]*?^\);)/m.exec(
      await read("rest", "index.ts"),
    ) ?? [];
  for (const line of excerpt.split("\n")) screen.framed(line);
  screen.outcome("everything-else/index.ts");
  holds("It declares Production as it is.", excerpt.includes('name: "Production"'));
  await pulumi(
    "import --file organization.import.json --generate-code=false --protect=false --yes --skip-preview",
    { in: "rest", few: true },
  );
  await pulumi("preview --expect-no-changes", { in: "rest", few: true });
  const writes = emulator.requests.slice(asked).filter(({ method }) => method !== "GET");
  holds(
    "Nothing was written, and the organization is unchanged.",
    writes.length === 0 && isDeepStrictEqual(organization.state(), before),
  );
}

async function nightly(stage: Stage): Promise<void> {
  const { screen, organization, emulator, runCommand, holds } = stage;
  screen.step("A nightly drift report over all stacks");
  screen.words(
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
  const asked = emulator.requests.length;
  const { output } = await runCommand(`drift ${stacks} --html drift.html`, { in: "rest", exitCode: 7 });
  holds(
    "All three were found, including the workspace that no refresh can see.",
    output.includes("1 changed, 1 gone, 1 unmanaged."),
  );
  const page = await stage.read("rest", "drift.html");
  holds("An HTML page shows who has access to what.", page.includes("Skunkworks"));
  holds(
    "Nothing was written.",
    emulator.requests.slice(asked).every(({ method }) => method === "GET"),
  );
  screen.outside("Console", "Omar reverts the three changes.");
  console.archiveWorkspace(id);
  console.addMember("Customer Support", "ben.carter@example.com", "workspace_user");
  console.setUserRole("tomas.novak@example.com", "developer");
}

async function refusal(stage: Stage): Promise<ApiKeyJson> {
  const { screen, organization, pulumi, holds } = stage;
  screen.step("A harmful delete is refused");
  screen.outside("Console", "Aisha creates an API key in Robot Vision, which a robot uses.");
  const key = organization.console.createApiKey({
    name: "robot-arm",
    workspaceId: "Robot Vision",
    createdBy: "aisha.bello@example.com",
  });
  screen.words("Archiving a workspace is final and ends its keys.");
  const { output } = await pulumi("destroy --yes --skip-preview", { exitCode: 1 });
  holds(
    "The error names the key and what to do.",
    output.includes(key.id) && output.includes("forceDestroy"),
  );
  holds("Robot Vision is active, and its key works.", workspace(stage, "Robot Vision").archived_at === null);
  return key;
}

async function destroy(stage: Stage, key: ApiKeyJson, before: WorkspaceJson): Promise<void> {
  const { screen, organization, auditLog, emulator, pulumi, holds } = stage;
  screen.step("Destroy");
  screen.outside("Console", "Aisha deactivates the key.");
  organization.console.setApiKeyStatus(key.id, "inactive");
  screen.words(
    "A run archives at most 3 workspaces, unless ANTHROPIC_MAX_ARCHIVES raises the limit. This stack created 2.",
  );
  await pulumi("destroy --yes --skip-preview");
  const { workspaces, users } = organization.state();
  const made = workspaces.filter(({ name }) => ours.includes(name));
  holds(
    "The workspaces that this stack created are archived; the API cannot delete them.",
    made.every(({ archived_at }) => archived_at !== null),
  );
  holds(
    "The adopted workspace is unchanged.",
    isDeepStrictEqual(workspace(stage, "Customer Support"), before),
  );
  const people = users.filter(({ email }) => team.includes(email));
  holds(
    "Its users were demoted to `user`. They are removed only if the program says so.",
    people.length === team.length && people.every(({ role }) => role === "user"),
  );
  const log = (await readFile(auditLog, "utf8")).split("\n");
  const intents = log.filter((line) => line.includes('"event":"intent"'));
  const writes = emulator.requests.filter(({ method }) => method !== "GET");
  holds(`The audit log has all ${writes.length} writes.`, intents.length === writes.length);
}

/** What examples/organization makes. */
const ours = ["Robot Vision", "Evaluation"];
/** Who it declares. */
const team = ["aisha.bello", "kenji.mori", "mei.chen", "noor.haddad"].map((name) => `${name}@example.com`);

function workspace({ organization }: Stage, name: string): WorkspaceJson {
  const found = organization.state().workspaces.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`There is no workspace ${name}.`);
  return found;
}
