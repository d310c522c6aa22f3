import { describe, expect, test } from "vitest";
import { kinds } from "../../../provider/registry.ts";
import { alice, create, organization } from "../harness/index.ts";

const { Invite, Member } = kinds;
const args = { email: alice, role: "developer" };

describe.each([
  { type: "an Invite", definition: Invite, status: "pending" },
  { type: "a Member", definition: Member, status: "invited" },
])("a stale list of invitations at the create of $type", ({ definition, status }) => {
  test.each(["developer", "billing"] as const)(
    "does not hide that an invitation as %s was deleted",
    async (role) => {
      const { console, emulator, process, invitationsSent } = await organization({
        assumptions: { staleLists: 3600 },
      });
      console.invite(alice, role);
      emulator.clock.advance({ hours: 2 });
      console.deleteInvite(alice);
      const { outputs } = await create(process(), definition, args);
      expect(outputs).toMatchObject({ status, adopted: false });
      expect(invitationsSent()).toEqual([alice, alice]);
    },
  );

  test("does not hide that an invitation was accepted", async () => {
    const { console, emulator, process, invitationsSent, state } = await organization({
      assumptions: { staleLists: 3600 },
    });
    console.invite(alice, "developer");
    emulator.clock.advance({ hours: 2 });
    console.acceptInvite(alice);
    await create(process(), definition, args).catch(() => undefined);
    expect(invitationsSent()).toEqual([alice]);
    expect(state().invites).toMatchObject([{ status: "accepted" }]);
  });
});
