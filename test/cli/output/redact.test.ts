import { describe, expect, it } from "vitest";
import { mapStrings, Redactor } from "../../../cli/output/redact.ts";

describe("text", () => {
  it("replaces an email by the ID of its user, or by a number where no ID is known", () => {
    const redactor = new Redactor({ ids: [["Ann@example.com", "user_1"]] });
    expect(redactor.text("ann@example.com, Bob@example.com and cy@example.com")).toBe(
      "user_1, user-1 and user-2",
    );
    expect(redactor.text("cannot invite bob@example.com.")).toBe("cannot invite user-1.");
  });

  it("removes the whole of an email with an apostrophe", () => {
    expect(new Redactor({}).text("'o'brien+test@example.com' left")).toBe("'user-1' left");
  });

  it("removes the name of a resource that is about a user, quoted or at the beginning of a text", () => {
    const redactor = new Redactor({ resources: ["ann", "bob", "eve"] });
    expect(redactor.text('Member "ann": `role` is known only during `up`')).toBe(
      'Member "(hidden)": `role` is known only during `up`',
    );
    expect(redactor.text("It isn't there: `eve` declares it already.")).toBe(
      "It isn't there: `(hidden)` declares it already.",
    );
    expect(redactor.text('resource "urn:pulumi:dev::lab::anthropic:Member::bob" cannot be deleted')).toBe(
      'resource "urn:pulumi:dev::lab::anthropic:Member::(hidden)" cannot be deleted',
    );
    expect(redactor.text("Member resource 'bob' has a problem: `email` is required")).toBe(
      "Member resource '(hidden)' has a problem: `email` is required",
    );
    expect(redactor.text("ann: left")).toBe("(hidden): left");
  });
});

describe("a report", () => {
  it("leaves only the IDs of users in a report, and no name of a resource that is about a user", () => {
    const redactor = new Redactor({});
    const actions = [
      { kind: "Member", resource: "ann", user: { email: "ann@example.com", userId: "user_1" } },
      { kind: "Invite", resource: "bob", user: { email: "bob@example.com" } },
      { kind: "Workspace", resource: "research", text: "of ann@example.com" },
    ];
    expect(redactor.report({ actions, count: 3 })).toEqual({
      actions: [
        { kind: "Member", resource: "(hidden)", user: { userId: "user_1" } },
        { kind: "Invite", resource: "(hidden)", user: {} },
        { kind: "Workspace", resource: "research", text: "of user-1" },
      ],
      count: 3,
    });
  });

  it("removes the old and the new name and email of a user from a report", () => {
    const finding = {
      user: { userId: "user_1" },
      declarations: [{ stack: "dev", resource: "ann", values: { role: "user" } }],
      differences: [
        { property: "name", before: "Ann", actual: "Anna" },
        { property: "email", declared: "ann@example.com", actual: "anna@example.com" },
        { property: "role", declared: "user", actual: "admin" },
      ],
    };
    expect(new Redactor({}).report(finding)).toEqual({
      user: { userId: "user_1" },
      declarations: [{ stack: "dev", resource: "(hidden)", values: { role: "user" } }],
      differences: [
        { property: "name", before: "(hidden)", actual: "(hidden)" },
        { property: "email", declared: "(hidden)", actual: "(hidden)" },
        { property: "role", declared: "user", actual: "admin" },
      ],
    });
  });

  it("keeps the name of a workspace, and of a resource that declares a workspace", () => {
    const finding = {
      kind: "Workspace",
      name: "ann",
      declarations: [{ stack: "dev", resource: "ann" }],
      differences: [{ property: "name", declared: "ann", actual: "Research" }],
    };
    expect(new Redactor({ resources: ["ann"] }).report(finding)).toEqual(finding);
  });
});

it("changes every string of a document and nothing else", () => {
  expect(mapStrings({ a: "x", b: [{ c: "y" }, 1], d: null }, (text) => `${text}!`)).toEqual({
    a: "x!",
    b: [{ c: "y!" }, 1],
    d: null,
  });
});
