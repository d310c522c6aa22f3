import path from "node:path";
import { expect, it } from "vitest";
import { runDrift } from "../../../cli/drift/runDrift.ts";
import { newBrowser } from "../../setup/browser.ts";
import { needed } from "../../setup/tools.ts";
import { driftOptions, type ManagedOrganization, managedOrganization } from "./managedOrganization.ts";

const opened = newBrowser();

async function pageOf(managed: ManagedOrganization): Promise<string> {
  await runDrift(managed.io, { ...driftOptions, html: "drift.html" });
  return path.join(managed.io.cwd, "drift.html");
}

it("shows who has which role in which workspace, with the findings", {
  timeout: 120_000,
}, async (context) => {
  const executablePath = needed(context, "chromium");
  const managed = await managedOrganization("sample");
  const { console: admin, state } = managed.emulator.organization();
  admin.updateWorkspace("Production", { name: 'Pro<img src="x" onerror="document.title=1">duction' });
  const production = state().workspaces?.find(({ name }) => name?.startsWith("Pro<"))?.id ?? "";
  admin.setMemberRole(production, "aisha.bello@example.com", "workspace_admin");
  admin.removeMember(production, "tomas.novak@example.com");
  admin.addMember(production, "mei.chen@example.com", "workspace_user");
  admin.archiveWorkspace("Customer Support");
  const { page, problems } = await opened(executablePath, await pageOf(managed));

  expect(await page.title()).toMatch(/^Drift: [\w-]+$/);
  expect(await page.locator("h1").textContent()).toBe("Drift");
  const headers = await page.locator(".access thead th").allInnerTexts();
  expect(headers.map((text) => text.trim())).toEqual([
    "User",
    "Organization",
    "Claude Code",
    "− Customer Support",
    '≠ Pro<img src="x" onerror="document.title=1">duction',
    "Research",
    "Staging",
  ]);
  const row = async (user: string) =>
    (await page.locator(".access tbody tr", { hasText: user }).locator("th, td").allInnerTexts()).map(
      (text) => text.replace(/\s+/g, " ").trim(),
    );
  expect(await row("aisha.bello")).toEqual([
    "aisha.bello@example.com",
    "developer",
    "",
    "",
    "≠ admin declared developer",
    "",
    "developer",
  ]);
  expect((await row("tomas.novak"))[4]).toBe("− declared admin");
  expect((await row("mei.chen"))[4]).toBe("+ user");
  // The role admin gives access to every workspace that is not archived.
  expect(await row("ines.falk")).toEqual([
    "ines.falk@example.com",
    "admin",
    "admin",
    "",
    "admin",
    "admin",
    "admin",
  ]);
  expect(await page.locator(".access tr", { hasText: "ines.falk" }).locator("i").first().textContent()).toBe(
    "admin",
  );

  // Findings have a sign as well as a color.
  const color = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).color);
  expect(await color(".access td.changed")).not.toBe(await color(".access td.cell:not(.mark)"));
  expect(await page.locator(".access td.changed b").first().getAttribute("aria-label")).toBe("changed");

  const shown = () => page.locator(".access tbody tr:visible").count();
  const all = await shown();
  await page.getByRole("searchbox").fill("chen user");
  expect(await shown()).toBe(1);
  expect(await page.locator("#shown").textContent()).toBe(`1 of ${all} users`);
  await page.getByRole("searchbox").fill("");
  await page.getByLabel("only rows with findings").check();
  expect(await shown()).toBeLessThan(all);
  expect(await page.locator(".access tbody tr:visible:not(.marked)").count()).toBe(0);

  // The first column and the header do not scroll.
  await page.setViewportSize({ width: 700, height: 400 });
  await page
    .locator(".wide")
    .first()
    .evaluate((element) => element.scrollTo(300, 200));
  const box = await page.locator(".access thead th").first().boundingBox();
  const region = await page.locator(".wide").first().boundingBox();
  expect(Math.abs((box?.x ?? -99) - (region?.x ?? 0))).toBeLessThan(3);

  const rowsOfFindings = await page.locator(".findings tbody tr").count();
  expect(rowsOfFindings).toBeGreaterThan(5);
  expect(problems).toEqual([]);
});

it("shows a large organization, and hides the rows without findings", {
  timeout: 120_000,
}, async (context) => {
  const executablePath = needed(context, "chromium");
  const workspaces = Array.from({ length: 60 }, (_, index) => ({ name: `Team ${index}` }));
  const users = Array.from({ length: 600 }, (_, index) => ({ email: `p${index}@example.com` }));
  const managed = await managedOrganization({
    version: 1,
    users: [{ email: "ada@example.com", role: "admin" }, ...users],
    workspaces,
    members: users.map(({ email }, index) => ({
      workspace_id: `Team ${index % 60}`,
      user_id: email,
      workspace_role: "workspace_user" as const,
    })),
  });
  managed.emulator.organization().console.removeMember("Team 7", "p7@example.com");
  const { page, problems } = await opened(executablePath, await pageOf(managed));
  expect(await page.locator(".access tbody tr").count()).toBe(601);
  await page.getByLabel("only rows with findings").check();
  expect(await page.locator(".access tbody tr:visible").allInnerTexts()).toEqual([
    expect.stringContaining("p7@example.com"),
  ]);
  expect(problems).toEqual([]);
});

it("shows who is in which RBAC group, and finds users without hiding the roles of the groups", {
  timeout: 120_000,
}, async (context) => {
  const executablePath = needed(context, "chromium");
  const managed = await managedOrganization({
    version: 1,
    settings: { organization_type: "claude_enterprise" },
    users: [
      { email: "owner@example.com", role: "primary_owner" },
      { email: "ann@example.com" },
      { email: "bob@example.com" },
    ],
    rbac_roles: [{ display_name: "Chat" }],
    rbac_groups: [{ name: "Engineering", role_ids: ["Chat"] }, { name: "Lab" }],
    rbac_group_members: [
      { rbac_group_id: "Engineering", user_id: "ann@example.com" },
      { rbac_group_id: "Lab", user_id: "bob@example.com" },
    ],
  });
  const { console: admin } = managed.emulator.organization();
  admin.removeRbacGroupMember("Lab", "bob@example.com");
  admin.addRbacGroupMember("Lab", "ann@example.com");
  const { page, problems } = await opened(executablePath, await pageOf(managed));
  const rows = async () =>
    (await page.locator(".access tr:visible").allInnerTexts()).map((text) =>
      text.replace(/\s+/g, " ").trim(),
    );
  expect(await rows()).toEqual([
    "User Organization Engineering Lab",
    "Roles of the group Chat",
    "ann@example.com user member ≠ member",
    "bob@example.com user − declared",
  ]);
  await page.getByRole("searchbox").fill("bob");
  expect((await rows()).slice(1)).toEqual(["Roles of the group Chat", "bob@example.com user − declared"]);
  expect(await page.locator("#shown").textContent()).toBe("1 of 2 users");
  expect(problems).toEqual([]);
});
