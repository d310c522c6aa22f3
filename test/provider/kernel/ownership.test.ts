import { describe, expect, test } from "vitest";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { ProgramOwnership } from "../../../provider/kernel/ownership.ts";

const alice = objectName("Member", "alice@example.com", "email");
const user = objectName("Member", "user_1", "userId");

describe("ProgramOwnership", () => {
  test("finds a declared object by the names that its inputs imply and by those that the API returned", () => {
    const ownership = new ProgramOwnership();
    ownership.declare("Member", { email: "alice@example.com" }, new Set(), [alice]);
    ownership.learn([user]);
    expect([alice, user].map((name) => ownership.isDeclared(name))).toEqual([true, true]);
    expect(ownership.isDeclared(objectName("Member", "user_2", "userId"))).toBe(false);
    expect(ownership.isDeclared({ ...user, type: "Invite" })).toBe(false);
  });

  test("lists the declared resources of one type with their inputs", () => {
    const ownership = new ProgramOwnership();
    ownership.declare("Member", { email: "alice@example.com" }, new Set(["role"]), [alice]);
    expect(ownership.ofType<{ email: string }>("Member")).toEqual([
      { inputs: { email: "alice@example.com" }, unknown: new Set(["role"]) },
    ]);
    expect(ownership.ofType("Invite")).toEqual([]);
  });

  test("records the ID of a declared resource once its state is known, for the latest declaration of the resource", () => {
    const ownership = new ProgramOwnership();
    ownership.identify("Workspace", "acme/dev::lab", "wrkspc_0");
    ownership.declare("Workspace", { name: "Lab" }, new Set(), [], "acme/dev::lab");
    ownership.declare("Workspace", { name: "Other" }, new Set(), [], "acme/dev::other");
    ownership.identify("Workspace", "acme/dev::lab", "wrkspc_1");
    expect(
      ownership.ofType<{ name: string }>("Workspace").map(({ inputs, id }) => [inputs.name, id]),
    ).toEqual([
      ["Lab", "wrkspc_1"],
      ["Other", undefined],
    ]);
  });

  test("distinguishes objects of other resources from objects of the same resource", () => {
    const ownership = new ProgramOwnership();
    expect(ownership.isOwnedByAnother(alice, "Member", "one")).toBe(false);
    ownership.own([alice], "Member", "one");
    expect(ownership.isOwnedByAnother(alice, "Member", "one")).toBe(false);
    expect(ownership.isOwnedByAnother(alice, "Member", "two")).toBe(true);
    expect(ownership.otherOwner(alice, "Member", "two")).toBe("one");
    expect(ownership.isOwnedByAnother(alice, "WorkspaceMember", "one")).toBe(true);
    ownership.own([alice], "Member", "two");
    expect(ownership.isOwnedByAnother(alice, "Member", "one")).toBe(true);
  });

  test("names the first resource that claimed an object, and lets it claim the object again", () => {
    const ownership = new ProgramOwnership();
    expect(ownership.claim(alice, "acme/dev::one")).toBeUndefined();
    expect(ownership.claim(alice, "acme/dev::one")).toBeUndefined();
    expect(ownership.claim(alice, "acme/dev::two")).toBe("acme/dev::one");
  });

  test("ProgramOwnership has released an object that moved to another resource, and one whose resource is replaced", () => {
    const ownership = new ProgramOwnership();
    ownership.move([alice]);
    ownership.willReplace([user]);
    expect([alice, user].map((name) => ownership.isReleased(name))).toEqual([true, true]);
    expect(ownership.isReleased(objectName("Member", "user_2", "userId"))).toBe(false);
  });

  test("does not reserve a name again until it is released", () => {
    const ownership = new ProgramOwnership();
    const release = ownership.reserve(alice);
    expect(ownership.reserve(alice)).toBeUndefined();
    release?.();
    expect(ownership.reserve(alice)).toBeDefined();
  });

  test("records which resources the program has registered, by type and origin", () => {
    const ownership = new ProgramOwnership();
    ownership.register("Member", "acme/dev::alice");
    expect(ownership.isRegistered("Member", "acme/dev::alice")).toBe(true);
    expect(ownership.isRegistered("Invite", "acme/dev::alice")).toBe(false);
    expect(ownership.isRegistered("Member", "acme/dev::bob")).toBe(false);
  });
});
