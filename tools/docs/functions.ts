import type { DeclarationReflection, ProjectReflection } from "typedoc";
import { code, fence, page, table } from "./markdown.ts";
import { commentText, functions, typeText } from "./model.ts";
import { nested } from "./resourceTypes.ts";

const examples: Readonly<Record<string, string>> = {
  getApiKeys: 'const inactive = anthropic.getApiKeysOutput({ status: "inactive" });',
  getBudgetStatus:
    'const { budgets } = anthropic.getBudgetStatusOutput({\n  budgets: [\n    { workspace: "Research", amount: 5000 },\n' +
    '    { tags: { team: "ml" }, amount: 12000 },\n    { organization: true, amount: 50000 },\n  ],\n});\n' +
    'export const exceeded = budgets.apply((all) => all.filter(({ status }) => status !== "ok"));',
  getClaudeCodeUsage:
    'const { usage } = anthropic.getClaudeCodeUsageOutput({ startingAt: "2026-11-01", endingAt: "2026-11-08" });\n' +
    "export const sessions = usage.apply((rows) =>\n  rows.map(({ date, userEmail, sessions }) => ({ date, userEmail, sessions })),\n);",
  getComplianceSettings: "export const compliance = anthropic.getComplianceSettingsOutput().state;",
  getCostAnalytics:
    'const costs = anthropic.getCostAnalyticsOutput({\n  startingAt: "2026-11-01",\n  groupBy: ["workspaceId", "apiKeyId"],\n  names: true,\n});\n' +
    "export const total = costs.amount;",
  getCosts:
    'const costs = anthropic.getCostsOutput({\n  startingAt: "2026-11-01",\n  groupBy: ["workspaceId"],\n  names: true,\n});\n' +
    "export const total = costs.amount;",
  getEffectiveSpendLimits:
    'const limits = anthropic.getEffectiveSpendLimitsOutput({ periods: ["monthly"] });',
  getExternalKeys: "const unused = anthropic.getExternalKeysOutput({ attached: false });",
  getFederationIssuers:
    'const github = anthropic\n  .getFederationIssuersOutput({ issuerUrl: "https://token.actions.githubusercontent.com" })\n  .apply(([issuer]) => issuer);',
  getFederationRules:
    'const { id } = anthropic.getWorkspaceOutput({ name: "Production" });\n' +
    "export const rules = anthropic\n  .getFederationRulesOutput({ workspace: id })\n  .apply((all) => all.map(({ name, match }) => ({ name, match })));",
  getInvites: "const invitations = anthropic.getInvitesOutput();",
  getMessagesUsage:
    'const usage = anthropic.getMessagesUsageOutput({\n  startingAt: "2026-11-19",\n  bucketWidth: "1h",\n  groupBy: ["workspaceId", "model"],\n  names: true,\n});',
  getOrganization: "export const organizationId = anthropic.getOrganizationOutput().id;",
  getRateLimits:
    'const limits = anthropic.getRateLimitsOutput({ model: "claude-opus-5-5" });\n' +
    "export const perMinute = limits.apply(([group]) => group?.limits.requests_per_minute);",
  getServiceAccounts:
    "const accounts = anthropic.getServiceAccountsOutput({ includeWorkspaces: true });\n" +
    "export const idle = accounts.apply((all) =>\n  all.filter(({ workspaces }) => workspaces?.length === 0).map(({ name }) => name),\n);",
  getRbacGroups: 'const groups = anthropic.getRbacGroupsOutput({ sourceType: "direct", members: true });',
  getRbacRoles: "const roles = anthropic.getRbacRolesOutput({ permissions: true });",
  getSpendLimitIncreaseRequests:
    'const pending = anthropic.getSpendLimitIncreaseRequestsOutput({ status: "pending" });',
  getUsageAnalytics:
    'const usage = anthropic.getUsageAnalyticsOutput({\n  startingAt: "2026-11-01",\n  bucketWidth: "1d",\n  groupBy: ["product", "actor"],\n});',
  getUser: 'const alice = anthropic.getUserOutput({ email: "alice@example.com" });',
  getUsers: 'const developers = anthropic.getUsersOutput({ roles: ["developer"] });',
  getWorkspace: 'const research = anthropic.getWorkspaceOutput({ name: "Research" });',
  getWorkspaceMembers:
    'const { id } = anthropic.getWorkspaceOutput({ name: "Research" });\nconst members = anthropic.getWorkspaceMembersOutput({ workspaceId: id });',
  getWorkspaces: "const workspaces = anthropic.getWorkspacesOutput();",
};

/** The functions, without their output forms: these are on the same page. */
export function functionPages(
  project: ProjectReflection,
): { readonly name: string; readonly text: string }[] {
  return functions(project)
    .filter(({ name }) => !name.endsWith("Output"))
    .map((reflection) => ({ name: reflection.name, text: functionPage(project, reflection) }));
}

export function functionTable(project: ProjectReflection): string {
  return table(
    ["Function", "Description"],
    functions(project)
      .filter(({ name }) => !name.endsWith("Output"))
      .map((reflection) => [
        `[${code(reflection.name)}](${reflection.name}.md)`,
        (commentText(reflection.signatures?.[0]?.comment).split("\n\n")[0] ?? "").trim(),
      ]),
  );
}

function functionPage(project: ProjectReflection, reflection: DeclarationReflection): string {
  const { name } = reflection;
  const [signature] = reflection.signatures ?? [];
  const example = examples[name];
  if (signature === undefined || example === undefined) throw new Error(`${name} has no example`);
  const output = functions(project).find((other) => other.name === `${name}Output`)?.signatures?.[0];
  if (output === undefined) throw new Error(`${name} has no output form`);
  const parameters = signature.parameters ?? [];
  const typed = { type: signature.type, children: parameters } as unknown as DeclarationReflection;
  const outputTyped = { children: output.parameters ?? [] } as unknown as DeclarationReflection;
  const list = (of: typeof parameters) =>
    of
      .map(
        (each) =>
          `${each.name}${each.flags.isOptional || each.defaultValue !== undefined ? "?" : ""}: ${each.type}`,
      )
      .join(", ");
  return page(
    `# ${name}`,
    commentText(signature.comment),
    fence(
      "ts",
      `${name}(${list(parameters)}): ${signature.type}\n${name}Output(${list(output.parameters ?? [])}): ${output.type}`,
    ),
    `\`${name}\` returns a promise of plain data and fails in a preview without a key. \`${name}Output\` returns an output, ` +
      "takes outputs as arguments, and is unknown in a preview without a key.",
    "## Example",
    fence("ts", `import * as anthropic from "pulumi-anthropic";\n\n${example}`),
    "In a CommonJS project (the default of `pulumi new typescript`) `await` is not possible at the top level. Use the output form " +
      'there, or set `"type": "module"` in `package.json`.',
    `Returns \`${typeText(signature.type)}\`.`,
    "## Types",
    ...nested(project, [typed, outputTyped], ["FunctionOutputArgs", "Provider"]),
  );
}
