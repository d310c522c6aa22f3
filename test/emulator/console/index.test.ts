import { expect, test } from "vitest";
import { startConsole } from "./setup.ts";

test("the Console acts without requests", async () => {
  const { emulator, admin } = await startConsole();
  admin.createWorkspace({ name: "Robots" });
  expect(emulator.requests).toEqual([]);
});

test("the Console acts on the organization that was loaded last", async () => {
  const { organization, admin } = await startConsole();
  organization.load({ version: 1, users: [{ email: "ann@example.com" }] });
  expect(admin.setUserRole("ann@example.com", "developer").role).toBe("developer");
  expect(organization.state().users).toMatchObject([{ email: "ann@example.com", role: "developer" }]);
});
