import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import { alice, create, failures, organization, preview } from "../../harness/index.ts";

describe("Member check", () => {
  test("rejects invalid arguments of a Member without a request", async () => {
    const { process, emulator } = await organization();
    const wrong = (args: Properties, settings = {}) => {
      const [reason = "", ...more] = failures(process(settings), Member, args);
      expect(more).toEqual([]);
      expect(reason).toMatch(/^[^\n]+\.$/);
      return reason;
    };
    expect(wrong({})).toBe("Set `email` or `userId`.");
    expect(wrong({ email: alice, userId: "user_01x" })).toContain("not both");
    expect(wrong({ email: "alice" })).toContain("must be an email address");
    expect(wrong({ userId: "alice" })).toContain("must be an ID that begins with `user_`");
    expect(wrong({ email: alice, role: "admin" })).toContain(
      "the role `admin` can only be assigned in the Console",
    );
    expect(wrong({ email: alice, role: "owner" })).toContain("must be `user`, `developer`, `billing`");
    expect(wrong({ email: alice, onDelete: "archive" })).toContain("onDelete");
    expect(wrong({ email: alice, invite: true })).toContain("invite");
    expect(wrong({ email: alice, deactivateKeys: "all" })).toContain("must be `unused` or an array");
    expect(wrong({ email: alice, deactivateKeys: ["key"] })).toContain("deactivateKeys");
    expect(wrong({ email: alice, expiresInDays: 30 })).toContain("the API cannot extend it");
    expect(wrong({ email: alice, nickname: "Al" })).toContain("`nickname` is not a property of Member");
    expect(wrong({ email: alice }, { emailDomains: "example.org" })).toContain(
      "`anthropic:emailDomains` allows",
    );
    expect(failures(process({ emailDomains: "@Example.com" }), Member, { email: alice })).toEqual([]);
    expect(emulator.requests).toEqual([]);
  });
});

describe("two Members for one user", () => {
  const twice = (name: string) =>
    `Member ${name} is already declared by another resource of this program, \`one\`. Remove one of the two resources; the object is not changed.`;
  const one = { [kernelKeys.origin]: "acme/dev::one" };
  const two = { [kernelKeys.origin]: "acme/dev::two" };

  test("rejects two Members for one user without a request", async () => {
    const { process, requests } = await organization();
    const session = process();
    expect(failures(session, Member, { ...one, email: alice })).toEqual([]);
    expect(failures(session, Member, { ...two, email: " Alice@example.com" })).toEqual([twice(alice)]);
    expect(failures(session, Member, { ...two, email: "bob@example.com" })).toEqual([]);
    expect(requests()).toEqual([]);
  });

  test("rejects a Member by address beside one by ID once the state has the ID", async () => {
    const { process, console } = await organization();
    const { id } = console.addUser({ email: alice, role: "developer" });
    const byAddress = await create(process(), Member, { ...one, email: alice });
    const byId = await create(process(), Member, { ...two, userId: id });
    const session = process();
    expect((await preview(session, byAddress, { ...one, email: alice })).action).toBe("nothing");
    expect(failures(session, Member, { ...two, userId: id })).toEqual([twice(id)]);
    const other = process();
    await preview(other, byId, { ...two, userId: id });
    await expect(preview(other, byAddress, { ...one, email: alice })).rejects.toThrow("`two`");
  });

  test("accepts a Member with an address that another user has had", async () => {
    const { process, console } = await organization();
    console.addUser({ email: alice, role: "user" });
    const first = await create(process(), Member, { ...one, email: alice });
    console.setUserEmail(alice, "alice.smith@example.com");
    console.addUser({ email: alice, role: "user" });
    const session = process();
    const renamed = { ...one, email: "alice.smith@example.com" };
    expect((await preview(session, first, renamed)).action).toBe("update");
    expect(failures(session, Member, { ...two, email: alice })).toEqual([]);
  });

  test("accepts Members that move to another index of a list", async () => {
    const { process, console } = await organization();
    const bob = "bob@example.com";
    for (const email of [alice, bob]) console.addUser({ email, role: "user" });
    const first = await create(process(), Member, { ...one, email: alice });
    const second = await create(process(), Member, { ...two, email: bob });
    const session = process();
    expect((await preview(session, first, { ...one, email: bob })).action).toBe("replace");
    expect((await preview(session, second, { ...two, email: alice })).action).toBe("replace");
  });
});
