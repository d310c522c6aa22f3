import { expect, test } from "vitest";
import { emulated } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("a pending invitation is asked for again: the old one is withdrawn, and one mail is sent", async () => {
  const emulator = await emulated();
  const auditor = (more: string) =>
    `new anthropic.Invite("auditor", { email: "auditor@example.com", role: "user"${more} });`;
  const stack = await newStack({ emulator, program: auditor("") });
  await stack.up();
  for (const [times, reinvite] of ["2027-01-15", "2027-02-15"].entries()) {
    await stack.program(auditor(`, reinvite: "${reinvite}"`));
    await stack.up();
    expect(emulator.mail).toHaveLength(times + 2);
    const { invites } = emulator.organization().state();
    expect(invites.filter(({ status }) => status === "pending")).toHaveLength(1);
    await stack.up(["--expect-no-changes"]);
  }
  // Under another name it is the same invitation.
  await stack.program(auditor(', reinvite: "2027-02-15"').replace('"auditor"', '"renamed"'));
  await stack.up();
  expect(emulator.mail).toHaveLength(3);
  await stack.destroy();
  expect(
    emulator
      .organization()
      .state()
      .invites.map(({ status }) => status),
  ).not.toContain("pending");
});
