import { describe, expect, it } from "vitest";
import { column, emulate, send } from "../setup.ts";

const users = "GET /v1/organizations/users";

describe("Users", () => {
  it("finds a user by the current email address only", async () => {
    const emulator = await emulate({ seed: { version: 1, users: [{ email: "Ann@example.com" }] } });
    const { console: actions } = emulator.organization();
    const ann = actions.setUserRole("ann@example.com", "developer");
    actions.setUserEmail(ann.id, "ann.b@example.com");
    expect(() => actions.setUserRole("ann@example.com", "user")).toThrow("There is no user");
    expect(actions.setUserRole("ANN.B@example.com", "user").id).toBe(ann.id);
    const other = actions.addUser({ email: "ann@example.com" });
    actions.removeUser("ann@example.com");
    expect(() => actions.setUserRole(other.email, "user")).toThrow("There is no user");
    expect(column(await send(emulator, users), "id")).toEqual([ann.id]);
  });

  it("derives the name of a new user from the email address", async () => {
    const emulator = await emulate();
    const { console: actions } = emulator.organization();
    expect(actions.addUser({ email: "ann.b_lee@example.com" }).name).toBe("Ann B Lee");
    expect(actions.addUser({ email: "bob@example.com", name: "Robert" }).name).toBe("Robert");
  });
});
