import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { Member, SpendLimit, Workspace, WorkspaceMembers } from "../../../provider/index.ts";
import { normalInputs } from "../../../provider/kernel/normalInputs.ts";
import { workspaceMembers } from "../../../provider/resources/workspaceMembers/plan.ts";
import { program } from "../program.ts";

const role = "workspace_user" as const;
const unsorted = [
  { email: "B@example.com", role },
  { email: "a@example.com", role },
];
const sorted = [
  { email: "a@example.com", role },
  { email: "b@example.com", role },
];

/** The value that Pulumi registers. */
function settled(value: unknown): Promise<unknown> {
  const output: pulumi.Output<unknown> = pulumi.output(value as pulumi.Output<unknown>);
  return new Promise((resolve) => output.apply(resolve));
}

describe("inputs that a program registers", () => {
  test("inputs that a program registers are spelled as in the state", async () => {
    const { registrations } = await program();
    new Workspace("lab", {
      name: " Cafe\u0301 ",
      displayColor: "#aabbcc",
      dataResidency: { allowedInferenceGeos: ["us", "global"] },
    });
    new Member("alice", { email: pulumi.output(" Alice@Example.com") });
    new SpendLimit("spend", { scope: "organization", amount: "499.50" });
    new WorkspaceMembers("list", {
      workspace: "wrkspc_01",
      members: unsorted.map((member) => ({ ...member, email: pulumi.output(member.email) })),
      except: ["d@example.com", "C@example.com"],
    });
    await expect.poll(() => registrations.length).toBe(4);
    expect(Object.fromEntries(registrations.map(({ name, inputs }) => [name, inputs]))).toMatchObject({
      lab: {
        name: "Caf\u00e9",
        displayColor: "#AABBCC",
        dataResidency: { allowedInferenceGeos: ["global", "us"] },
      },
      alice: { email: "alice@example.com" },
      spend: { amount: "499.5" },
      list: { members: sorted, except: ["c@example.com", "d@example.com"] },
    });
  });

  test("inputs that a program registers are unchanged if they are invalid, so that check rejects them", async () => {
    const invalid = [{ email: "B@example.com", role: "nobody" }, { email: "nobody" }];
    const { members } = normalInputs(workspaceMembers, { members: invalid });
    expect(members).toEqual(invalid);
    expect(normalInputs(workspaceMembers, { other: 4, except: undefined })).toEqual({
      other: 4,
      except: undefined,
    });
  });

  test("keep a secret in a list from making the whole list secret", async () => {
    const [first, second] = unsorted;
    const members = [{ ...first, email: pulumi.secret("B@example.com") }, second];
    const { members: passed } = normalInputs(workspaceMembers, { members });
    expect(await passed).toBe(members);
    const { members: whole } = normalInputs(workspaceMembers, { members: pulumi.secret(unsorted) });
    expect(await pulumi.isSecret(whole as pulumi.Output<unknown>)).toBe(true);
    expect(await settled(pulumi.unsecret(whole as pulumi.Output<unknown>))).toEqual(sorted);
  });

  test("keep an unknown entry of a list from making the whole list unknown", async () => {
    await program({}, { preview: true });
    const unknown = pulumi.output(pulumi.unknown);
    const members = [{ email: unknown, role }, ...unsorted];
    const { members: passed } = normalInputs(workspaceMembers, { members });
    expect(await passed).toBe(members);
  });
});
