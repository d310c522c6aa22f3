import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("userActions", () => {
  it("adds, changes and removes users, admins included", async () => {
    const { organization, admin } = await startConsole();
    const eva = admin.addUser({ email: "Eva@example.com", name: "Eva E", role: "admin" });
    expect(admin.setUserRole("eva@example.com", "user")).toEqual({ ...eva, role: "user" });
    expect(admin.setUserRole(eva.id, "admin").role).toBe("admin");
    expect(admin.setUserEmail(eva.id, "eva.e@example.com")).toEqual({ ...eva, email: "eva.e@example.com" });
    expect(() => admin.setUserRole("eva@example.com", "user")).toThrow('There is no user "eva@example.com".');
    admin.removeUser("eva.e@example.com");
    expect(organization.state().users).toHaveLength(12);
  });

  it("does not let two users have one email address", async () => {
    const { admin } = await startConsole();
    expect(() => admin.addUser({ email: "Mei.Chen@example.com" })).toThrow(
      "A user has the email address Mei.Chen@example.com.",
    );
    expect(() => admin.setUserEmail("mei.chen@example.com", "ben.carter@example.com")).toThrow(
      "Another user has the email address ben.carter@example.com.",
    );
    expect(admin.setUserEmail("mei.chen@example.com", "Mei.Chen@example.com").email).toBe(
      "Mei.Chen@example.com",
    );
  });
});
