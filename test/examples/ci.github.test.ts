import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, inject, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { federateAs } from "../emulator/identityToken.ts";
import { type Occasion, run, workflowOf } from "./ci/github.ts";
import { acceptAll, newBackend, newRepository } from "./ci/machine.ts";
import { writes } from "./ci/writes.ts";

const environments = ["anthropic-plan", "anthropic", "anthropic-nightly"];
const ids = (environment: string) => {
  const name = environment.replaceAll("-", "");
  return { rule: `fdrl_${name}`, account: `svac_${name}` };
};

/** An organization that trusts the environments of one repository, and that repository with its stack. */
async function world() {
  const emulator = await startEmulator({ seed: "sample", requestsPerMinute: "unlimited" });
  onTestFinished(() => emulator.stop());
  const organization = emulator.organization();
  federateAs(
    emulator,
    environments.map((environment) => ({
      id: ids(environment).rule,
      issuer_url: "https://token.actions.githubusercontent.com",
      match: { subject_prefix: `repo:acme/organization:environment:${environment}` },
      service_account_id: ids(environment).account,
    })),
  );
  const repository = await newRepository();
  const folder = await mkdtemp(path.join(inject("engine").home, "github-"));
  const occasion: Occasion = {
    emulator,
    repository,
    base: repository,
    forge: path.join(folder, "forge"),
    artifacts: path.join(folder, "artifacts"),
    github: { repository: "acme/organization", actor: "priya", sha: "commit-1" },
    vars: { PULUMI_BACKEND_URL: await newBackend("prod", repository) },
    environments: Object.fromEntries(
      environments.map((environment) => [
        environment,
        {
          ANTHROPIC_FEDERATION_RULE_ID: ids(environment).rule,
          ANTHROPIC_ORGANIZATION_ID: organization.id,
          ANTHROPIC_SERVICE_ACCOUNT_ID: ids(environment).account,
        },
      ]),
    ),
  };
  const forge = (file: string) => readFile(path.join(occasion.forge, file), "utf8").catch(() => undefined);
  return { emulator, organization, occasion, forge };
}

function pullRequest(occasion: Occasion, from = "acme/organization"): Occasion {
  const event = {
    pull_request: { number: 12, base: { sha: "base-sha" }, head: { repo: { full_name: from } } },
  };
  return { ...occasion, github: { ...occasion.github, event } };
}

const results = (ended: Record<string, { result: string; log: string }>) =>
  Object.fromEntries(Object.entries(ended).map(([name, { result }]) => [name, result]));

test("a pull request is checked and previewed without a key, and planned with the code of the base branch", async () => {
  const { emulator, occasion, forge } = await world();
  const workflow = await workflowOf("pull-request.yml");
  const here = pullRequest(occasion);

  const first = await run(workflow, here, ["check", "preview"]);
  expect(results(first), first["check"]?.log).toEqual({ check: "success", preview: "success" });
  expect(first["check"]?.log).toMatch(/pass 3[\s\S]*Resources:\s+\+ 6 created[\s\S]*6 unchanged/);
  expect(first["check"]?.calls[1]).toMatch(
    /^curl -fsSL https:\/\/get\.pulumi\.com\/releases\/sdk\/pulumi-v3\.\d+\.\d+-/,
  );
  expect(first["preview"]?.summary).toMatch(/^```\n[\s\S]*\+ 6 to create[\s\S]*\n```\n$/);
  // Neither of them has requested a token.
  expect(emulator.requests).toEqual([]);

  const planned = await run(workflow, here, ["plan", "comment"], first);
  expect(results(planned), planned["plan"]?.log).toMatchObject({ plan: "success", comment: "success" });
  expect(planned["plan"]?.log).toContain("yara.idris@example.com");
  expect(await forge("body")).toMatch(/^<!-- pulumi-anthropic plan -->\n[\s\S]*yara\.idris@example\.com/);
  expect(planned["comment"]?.calls.join("\n")).toContain(
    "gh api --method POST repos/acme/organization/issues/12/",
  );
  expect(emulator.requests.some(({ path: where }) => where === "/v1/oauth/token")).toBe(true);
  expect(writes(emulator)).toEqual([]);

  // More invitations than the limit fail the plan, and the existing comment is updated.
  const users = path.join(here.repository, "users.ts");
  const many = Array.from(
    { length: 20 },
    (_, n) => `{ email: "p${n}@example.com", role: "user", workspaceRole: "workspace_user" },`,
  );
  await writeFile(
    users,
    (await readFile(users, "utf8")).replace("Evaluator[] = [", `$&\n${many.join("\n")}`),
  );
  const more = await run(workflow, here, ["preview", "plan", "comment"], first);
  expect(results(more)).toEqual({
    check: "success",
    preview: "success",
    plan: "failure",
    comment: "success",
  });
  expect(more["plan"]?.log).toContain("exit code 7");
  expect(await forge("body")).toContain("p19@example.com");
  expect(more["comment"]?.calls.join("\n")).toContain(
    "gh api --method PATCH repos/acme/organization/issues/comments/77",
  );
  expect(writes(emulator)).toEqual([]);

  const fork = await run(
    workflow,
    pullRequest(occasion, "mallory/organization"),
    ["preview", "plan", "comment"],
    {
      check: { result: "success", outputs: {}, log: "", summary: "", calls: [] },
    },
  );
  expect(results(fork)).toMatchObject({ preview: "skipped", plan: "skipped", comment: "skipped" });
});

test("the workflows deploy main, add memberships of users who have accepted, and report drift in an issue", async () => {
  const { emulator, organization, occasion, forge } = await world();
  const deploy = await workflowOf("deploy.yml");
  const drift = await workflowOf("drift.yml");

  const deployed = await run(deploy, occasion);
  expect(results(deployed), deployed["up"]?.log).toEqual({ preview: "success", up: "success" });
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["yara.idris@example.com"]);
  expect(deployed["up"]?.summary).toContain("yara.idris@example.com");
  const audit = await readFile(path.join(occasion.artifacts, "audit", "audit.jsonl"), "utf8");
  expect(audit).toContain('"Evaluation"');
  emulator.clearRequests();

  // The sample organization has unmanaged objects, which are drift until they are accepted.
  const unread = await run(drift, occasion);
  expect(results(unread), unread["drift"]?.log).toEqual({
    drift: "failure",
    issue: "success",
    complete: "skipped",
  });
  expect(await forge("issue")).toBe("5\n");
  expect(await forge("body")).toContain("unmanaged");
  expect(await forge("body")).not.toContain("@example.com");
  await acceptAll(emulator, occasion.repository, String(occasion.vars["PULUMI_BACKEND_URL"]));

  organization.console.acceptInvite("yara.idris@example.com");
  const late = await run(drift, { ...occasion, github: { ...occasion.github, sha: "commit-2" } });
  expect(results(late), late["drift"]?.log).toEqual({
    drift: "success",
    issue: "success",
    complete: "success",
  });
  expect(late["complete"]?.log).toContain(
    "The deployed commit is commit-1, and this is commit-2. The next deployment adds the memberships.",
  );
  expect(writes(emulator)).toEqual([]);
  expect(await forge("issue")).toBeUndefined();

  const accepted = await run(drift, occasion, ["complete"], late);
  expect(accepted["complete"]?.result, accepted["complete"]?.log).toBe("success");
  expect(writes(emulator)).toEqual([expect.stringMatching(/^POST \/workspaces\/wrkspc_\w+\/members$/)]);

  organization.console.updateWorkspace("Evaluation", { name: "Assessment" });
  const red = await run(drift, occasion, ["drift", "issue", "complete"]);
  expect(results(red)).toEqual({ drift: "failure", issue: "success", complete: "skipped" });
  expect(red["drift"]?.log).toContain("exit code 7");
  expect(red["drift"]?.summary).toContain("Assessment");
  expect(await forge("body")).toBe(red["drift"]?.summary);

  // Without a report there is neither an issue nor an `up`.
  emulator.faults.add({ kind: "status", method: "GET", path: /workspaces/, status: 403, times: 100 });
  const broken = await run(drift, occasion);
  expect(results(broken)).toEqual({ drift: "failure", issue: "skipped", complete: "skipped" });
  emulator.faults.clear();

  // A manual run repairs drift.
  const repaired = await run(deploy, { ...occasion, inputs: { repair: true } }, ["up"], deployed);
  expect(repaired["up"]?.result, repaired["up"]?.log).toBe("success");
  expect(writes(emulator)).toEqual([expect.stringMatching(/^POST \/workspaces\/wrkspc_\w+$/)]);

  // An archive exceeds the limit and is refused before any write, unless the input allows it.
  await writeFile(path.join(occasion.repository, "index.ts"), "export {};\n");
  emulator.clearRequests();
  const refused = await run(deploy, occasion, ["up"], deployed);
  expect(refused["up"]?.result).toBe("failure");
  expect(refused["up"]?.log).toContain("Plan: exit code 1");
  expect(writes(emulator)).toEqual([]);
  const allowed = await run(deploy, { ...occasion, inputs: { archives: "1" } }, ["up"], deployed);
  expect(allowed["up"]?.result, allowed["up"]?.log).toBe("success");
  expect(writes(emulator).filter((write) => write.endsWith("/archive"))).toHaveLength(1);
});

/** A webhook that keeps the messages that it receives. */
async function webhook(status = 200) {
  const messages: { readonly type: string | undefined; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    messages.push({ type: request.headers["content-type"], body: await text(request) });
    response.writeHead(status).end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { messages, url: `http://127.0.0.1:${port}/services/T0/B0/secret-part` };
}

test("the budgets are posted to the webhook when one is exceeded, and the URL is not in the log", async () => {
  const { emulator, occasion } = await world();
  const workflow = await workflowOf("budgets.yml");
  const { messages, url } = await webhook();
  const here = { ...occasion, secrets: { BUDGET_WEBHOOK_URL: url } };
  const budgets = path.join(occasion.repository, "budgets.yaml");
  const withAmounts = async (amount: number) =>
    writeFile(budgets, (await readFile(budgets, "utf8")).replaceAll(/amount: \d+/g, `amount: ${amount}`));

  await withAmounts(999_999);
  const calm = await run(workflow, here);
  expect(results(calm), calm["budgets"]?.log).toEqual({ budgets: "success" });
  expect(calm["budgets"]?.summary).toMatch(
    /^## Budgets of organization [\s\S]*\| Organization \| 999,999\.00 \|/,
  );
  expect(messages).toEqual([]);

  await withAmounts(0);
  const over = await run(workflow, here);
  expect(results(over)).toEqual({ budgets: "failure" });
  expect(over["budgets"]?.log).toContain("Fail if a budget is exceeded: exit code 7");
  expect(over["budgets"]?.log).not.toContain("secret-part");
  expect(over["budgets"]?.calls.join("\n")).not.toContain("secret-part");
  expect(over["budgets"]?.summary).toContain("| exceeded |");
  expect(messages).toHaveLength(1);
  expect(messages[0]?.type).toBe("application/json");
  const message = JSON.parse(messages[0]?.body ?? "");
  expect(Object.keys(message)).toEqual(["text", "mrkdwn"]);
  expect(message.text).toMatch(/budgets are exceeded[\s\S]*\n• Organization: used /);

  // A webhook that rejects the message, a missing secret and a misspelled budget make the job red.
  const rejecting = await webhook(410);
  const failed = await run(workflow, { ...here, secrets: { BUDGET_WEBHOOK_URL: rejecting.url } });
  expect(failed["budgets"]?.log).toMatch(/curl: \(22\).*410/);
  const unset = await run(workflow, { ...here, secrets: {} });
  expect(unset["budgets"]?.log).toContain("Add the secret BUDGET_WEBHOOK_URL");
  await writeFile(budgets, "budgets:\n  - workspace: Devault\n    amount: 5\n");
  const misspelled = await run(workflow, here);
  expect(misspelled["budgets"]?.log).toContain(
    'budgets.yaml:2:16: the organization has no workspace "Devault"',
  );
  expect(results(misspelled)).toEqual({ budgets: "failure" });
  expect(messages).toHaveLength(1);
  expect(writes(emulator)).toEqual([]);
});

test("the cost history continues with the artifact of the last successful run, and starts over only with `restart`", async () => {
  const { emulator, occasion } = await world();
  const workflow = await workflowOf("cost-history.yml");
  const artifact = path.join(occasion.artifacts, "cost-history");
  const succeeded = async (id: string) => {
    await cp(artifact, path.join(occasion.forge, "artifact"), { recursive: true, force: true });
    await writeFile(path.join(occasion.forge, "run"), `${id}\n`);
  };
  const reports = () => emulator.requests.filter(({ path: where }) => where.endsWith("/cost_report")).length;

  const first = await run(workflow, occasion);
  expect(results(first), first["history"]?.log).toEqual({ history: "success" });
  expect(reports()).toBe(12);
  await succeeded("1");

  emulator.clock.advance({ days: 3 });
  emulator.clearRequests();
  const second = await run(workflow, occasion);
  expect(results(second), second["history"]?.log).toEqual({ history: "success" });
  expect(second["history"]?.calls).toContain("gh run download 1 --name cost-history --dir history");
  expect(second["history"]?.log).toMatch(/^Continuing history\/cost\.csv: the cost since /m);
  expect(reports()).toBe(1);
  const lines = (await readFile(path.join(artifact, "cost.csv"), "utf8")).split("\r\n");
  // Days and workspaces, each once.
  const keys = lines.slice(1, -1).map((line) =>
    line
      .split(",")
      .filter((_, cell) => cell === 0 || cell === 3)
      .join(),
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(keys.map((key) => key.slice(0, 10))).size).toBe(368);

  // An artifact that has expired makes the job red, because a new file would begin later.
  await rm(path.join(occasion.forge, "artifact"), { recursive: true });
  const expired = await run(workflow, occasion);
  expect(results(expired)).toEqual({ history: "failure" });
  const restarted = await run(workflow, { ...occasion, inputs: { restart: true } });
  expect(results(restarted), restarted["history"]?.log).toEqual({ history: "success" });
  expect(restarted["history"]?.log).toMatch(/^Writing history\/cost\.csv: the cost since /m);
  expect(writes(emulator)).toEqual([]);
});
