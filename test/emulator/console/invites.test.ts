import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("inviteActions", () => {
  it("sends, accepts and deletes invitations", async () => {
    const { emulator, admin } = await startConsole();
    const invite = admin.invite("eva@example.com", "admin");
    expect(emulator.sentInvitations).toMatchObject([{ to: "eva@example.com", inviteId: invite.id }]);
    expect(admin.acceptInvite("EVA@example.com", "Eva E")).toMatchObject({ name: "Eva E", role: "admin" });
    expect(admin.deleteInvite("hana.sato@example.com").status).toBe("deleted");
  });

  it("does not invite users and addresses with a pending invitation", async () => {
    const { admin } = await startConsole();
    expect(() => admin.invite("mei.chen@example.com", "user")).toThrow(
      "A user has the email address mei.chen@example.com.",
    );
    expect(() => admin.invite("hana.sato@example.com", "user")).toThrow(
      "There is a pending invitation for hana.sato@example.com.",
    );
  });

  it("does not accept the invitation of an address that belongs to a user by now", async () => {
    const { admin } = await startConsole();
    const { id } = admin.invite("fay@example.com", "user");
    admin.addUser({ email: "fay@example.com" });
    expect(() => admin.acceptInvite(id)).toThrow("A user has the email address fay@example.com.");
  });
});
