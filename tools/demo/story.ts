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
  screen.words("A pull request from anywhere can be previewed: ANTHROPIC_ADMIN_KEY is not set here.");
  const { requests } = await pulumi("preview", { withoutKey: true });
  holds("Nobody was asked anything.", requests.length === 0);
}

async function upDespiteTheNetwork(stage: Stage): Promise<void> {
  const { screen, emulator, organization, pulumi, holds } = stage;
  screen.step("Up, on a bad day of the network");
  screen.words(
    "The connection breaks right after the API has made a workspace, so nobody hears that it did; and once the API is overloaded.",
  );
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: "/v1/organizations/workspaces" });
  emulator.faults.add({ kind: "status", status: 529, method: "GET", path: "/v1/organizations/users" });
  const { requests } = await pulumi("up --yes --skip-preview");
  const met = requests.filter(({ fault }) => fault !== undefined).length;
  holds("Both faults were met.", met === 2);
  const made = organization.state().workspaces.filter(({ name }) => ours.includes(name));
  holds("Each workspace was made once, also the one whose answer was lost.", made.length === ours.length);
  holds(
    "Three people were found by their addresses; one was invited by mail.",
    isDeepStrictEqual(
      emulator.sentInvitations.map(({ to }) => to),
      ["noor.haddad@example.com"],
    ),
  );
}

async function acceptance({ screen, organization, pulumi, holds }: Stage): Promise<void> {
  screen.step("An invitation is accepted");
  screen.byHand("Noor", "follows the link in her mail and joins.");
  const noor = organization.console.acceptInvite("noor.haddad@example.com", "Noor Haddad");
  await pulumi("up --yes --skip-preview --suppress-outputs");
  const place = organization.state().members.find(({ user_id }) => user_id === noor.id);
  holds(
    "The next run gave her the workspace that waited for her.",
    place?.workspace_role === "workspace_user",
  );
}

async function nothingToDo({ screen, pulumi, holds }: Stage): Promise<void> {
  screen.step("Nothing has changed, nobody is asked");
  const { requests } = await pulumi("up --yes --skip-preview --suppress-outputs --expect-no-changes");
  holds("No API request was made.", requests.length === 0);
}

async function drift({ screen, organization, pulumi, holds }: Stage): Promise<void> {
  screen.step("Changes by hand are found");
  screen.byHand("Console", "Omar replaces a tag of Robot Vision.");
  screen.byHand("Console", "Omar takes Mei out of Robot Vision.");
  screen.byHand("Console", "Omar makes Kenji a plain user.");
  const { console } = organization;
  console.updateWorkspace("Robot Vision", { tags: { team: "perception", owner: "omar" } });
  console.removeMember("Robot Vision", "mei.chen@example.com");
  console.setUserRole("kenji.mori@example.com", "user");
  screen.words(
    "This is what a nightly job runs. It changes nothing, and its exit code 7 says that something changed.",
  );
  const { output } = await pulumi("refresh --preview-only --diff --expect-no-changes", { exitCode: 7 });
  holds("All three changes were found.", output.includes("3 changes."));
}

async function repair(stage: Stage): Promise<void> {
  const { screen, organization, pulumi, holds } = stage;
  screen.step("And put right");
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
  holds("Tags, membership and role are as the program says.", asDeclared);
}

async function takeOver(stage: Stage, before: WorkspaceJson): Promise<void> {
  const { screen, pulumi, holds } = stage;
  screen.step("A workspace that was there before is taken over");
  screen.words(
    "Customer Support was made by hand, long ago. The program gives its id as the resource option `import`.",
  );
  await pulumi(`config set --path 'adopt["Customer Support"]' ${before.id}`);
  const { requests } = await pulumi("up --yes --skip-preview --suppress-outputs");
  holds(
    "Nothing was written to it.",
    requests.every(({ method }) => method === "GET"),
  );
  holds("It is as it was.", isDeepStrictEqual(workspace(stage, "Customer Support"), before));
}

async function onboarding(stage: Stage): Promise<void> {
  const { screen, emulator, organization, pulumi, holds } = stage;
  screen.step("A team comes");
  screen.words(
    "Field Service gets a workspace. Priya is in the organization, Hana was invited days ago, and Yara is new.",
  );
  const mails = emulator.sentInvitations.length;
  await pulumi("up --yes --skip-preview", { in: "onboarding" });
  const mailed = emulator.sentInvitations.slice(mails).map(({ to }) => to);
  holds("Only Yara was mailed.", isDeepStrictEqual(mailed, ["yara.idris@example.com"]));
  const { id } = workspace(stage, "Field Service");
  const inside = organization.state().members.filter(({ workspace_id }) => workspace_id === id);
  holds("Priya is in; the others are when they have accepted.", inside.length === 1);
}

async function offboarding({ screen, organization, pulumi, holds }: Stage): Promise<void> {
  screen.step("Somebody leaves");
  const email = "lucia.romero@example.com";
  const { console } = organization;
  const { id } = console.createApiKey({ name: "try-out", workspaceId: "Research", createdBy: email });
  const notebooks = organization.state().api_keys.find(({ name }) => name === "notebooks");
  console.useApiKey(notebooks?.id ?? "");
  screen.words(
    "Lucía has made two keys: `notebooks`, which her colleagues use, and `try-out`, which nobody does. First the program says what is to become of her, which changes nothing for her yet.",
  );
  await pulumi("up --yes --skip-preview", { in: "offboarding" });
  holds(
    "She is there.",
    organization.state().users.some((user) => user.email === email),
  );
  screen.words("Then her lines are taken out.");
  await pulumi("config set gone true", { in: "offboarding" });
  await pulumi("up --yes --skip-preview", { in: "offboarding" });
  const { users, api_keys } = organization.state();
  const status = (key: string | undefined) => api_keys.find((candidate) => candidate.id === key)?.status;
  holds("She is gone.", !users.some((user) => user.email === email));
  holds(
    "The key that nobody uses is off; the one in use works on.",
    status(id) === "inactive" && status(notebooks?.id) === "active",
  );
}

async function everythingElse(stage: Stage): Promise<void> {
  const { screen, organization, emulator, pulumi, runCommand, read, holds } = stage;
  screen.step("Everything else becomes a program, too");
  screen.words("What no stack manages yet is written down, and taken over as it is.");
  const before = organization.state();
  const asked = emulator.requests.length;
  await runCommand("import --stack demo --all-stacks --program index.ts", { in: "rest" });
  screen.words("From the program that it wrote:");
  const [, excerpt = ""] =
    /^((?:const production =|new anthropic.Workspace\("production")[\s\S]*?^\);)/m.exec(
      await read("rest", "index.ts"),
    ) ?? [];
  for (const line of excerpt.split("\n")) screen.framed(line);
  screen.outcome("everything-else/index.ts");
  holds("It declares what Production is.", excerpt.includes('name: "Production"'));
  await pulumi(
    "import --file organization.import.json --generate-code=false --protect=false --yes --skip-preview",
    { in: "rest", few: true },
  );
  await pulumi("preview --expect-no-changes", { in: "rest", few: true });
  const writes = emulator.requests.slice(asked).filter(({ method }) => method !== "GET");
  holds(
    "Nothing was written, and the organization is as it was.",
    writes.length === 0 && isDeepStrictEqual(organization.state(), before),
  );
}

async function nightly(stage: Stage): Promise<void> {
  const { screen, organization, emulator, runCommand, holds } = stage;
  screen.step("Every night, one report on all of it");
  screen.words(
    "What no program can declare (admins, for one) is accepted once; from then on only what is new counts.",
  );
  const stacks = "--stack demo --all-stacks";
  await runCommand(`drift ${stacks} --accept`, { in: "rest" });
  screen.byHand("Console", "Omar makes a workspace, Skunkworks, which is in no program.");
  screen.byHand("Console", "Omar takes Ben out of Customer Support.");
  screen.byHand("Console", "Omar makes Tomás an admin.");
  const { console } = organization;
  const { id } = console.createWorkspace({ name: "Skunkworks" });
  console.removeMember("Customer Support", "ben.carter@example.com");
  console.setUserRole("tomas.novak@example.com", "admin");
  const asked = emulator.requests.length;
  const { output } = await runCommand(`drift ${stacks} --html drift.html`, { in: "rest", exitCode: 7 });
  holds(
    "All three were found, also what no refresh can see.",
    output.includes("1 changed, 1 gone, 1 unmanaged."),
  );
  const page = await stage.read("rest", "drift.html");
  holds("A page for a reviewer says who has access to what.", page.includes("Skunkworks"));
  holds(
    "Nothing was written.",
    emulator.requests.slice(asked).every(({ method }) => method === "GET"),
  );
  screen.byHand("Console", "Omar undoes it.");
  console.archiveWorkspace(id);
  console.addMember("Customer Support", "ben.carter@example.com", "workspace_user");
  console.setUserRole("tomas.novak@example.com", "developer");
}

async function refusal(stage: Stage): Promise<ApiKeyJson> {
  const { screen, organization, pulumi, holds } = stage;
  screen.step("What would do harm is refused");
  screen.byHand("Console", "Aisha makes an API key in Robot Vision, which a robot uses from now on.");
  const key = organization.console.createApiKey({
    name: "robot-arm",
    workspaceId: "Robot Vision",
    createdBy: "aisha.bello@example.com",
  });
  screen.words("Archiving a workspace is final and ends the keys inside.");
  const { output } = await pulumi("destroy --yes --skip-preview", { exitCode: 1 });
  holds(
    "The refusal names the key and what to do.",
    output.includes(key.id) && output.includes("forceDestroy"),
  );
  holds("Robot Vision is there, and its key works.", workspace(stage, "Robot Vision").archived_at === null);
  return key;
}

async function destroy(stage: Stage, key: ApiKeyJson, before: WorkspaceJson): Promise<void> {
  const { screen, organization, auditLog, emulator, pulumi, holds } = stage;
  screen.step("Destroy");
  screen.byHand("Console", "Aisha switches the key off.");
  organization.console.setApiKeyStatus(key.id, "inactive");
  screen.words(
    "One run archives at most 3 workspaces unless ANTHROPIC_MAX_ARCHIVES says more. This program made 2, so nothing is raised.",
  );
  await pulumi("destroy --yes --skip-preview");
  const { workspaces, users } = organization.state();
  const made = workspaces.filter(({ name }) => ours.includes(name));
  holds(
    "What this stack made is archived, which is all that the API can do.",
    made.every(({ archived_at }) => archived_at !== null),
  );
  holds(
    "What it had taken over is as it was.",
    isDeepStrictEqual(workspace(stage, "Customer Support"), before),
  );
  const people = users.filter(({ email }) => team.includes(email));
  holds(
    "Its people are members still, as plain users: nobody is removed unless the program says so.",
    people.length === team.length && people.every(({ role }) => role === "user"),
  );
  const log = (await readFile(auditLog, "utf8")).split("\n");
  const intents = log.filter((line) => line.includes('"event":"intent"'));
  const writes = emulator.requests.filter(({ method }) => method !== "GET");
  holds(`The audit log has each of the ${writes.length} writes so far.`, intents.length === writes.length);
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
