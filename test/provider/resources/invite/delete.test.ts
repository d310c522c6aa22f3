import { describe, expect, test } from "vitest";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  destroy,
  failures,
  organizationWithInvite,
  paths,
  refusal,
  rejections,
  writeFaults,
} from "../../harness/index.ts";

describe("Invite delete", () => {
  test("deletes a pending invitation once", async () => {
    const { process, resource, writes } = await organizationWithInvite();
    await destroy(process(), resource);
    await destroy(process(), resource);
    expect(writes()).toEqual([`DELETE /invites/${resource.id}`]);
  });

  test("leaves an accepted or expired invitation unchanged", async () => {
    const { process, console, emulator, resource, writes } = await organizationWithInvite();
    console.acceptInvite(alice);
    await destroy(process(), resource);
    const other = await create(process(), Invite, { email: "bob@example.com", role: "user" });
    emulator.clock.advance({ days: 22 });
    writes();
    await destroy(process(), other);
    expect(writes()).toEqual([]);
  });

  test.each(writeFaults)("deletes the pending invitation of an Invite when $name", async ({ fault }) => {
    const { process, emulator, resource, invitationStatuses } = await organizationWithInvite();
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.invite });
    await destroy(process(), resource);
    expect(invitationStatuses()).toEqual(["deleted"]);
  });

  test.each(rejections)(
    "fails and leaves the invitation of an Invite pending when $name",
    async ({ fault }) => {
      const { process, emulator, resource, invitationStatuses } = await organizationWithInvite();
      emulator.faults.add({ ...fault, method: "DELETE", path: paths.invite, times: 9 });
      const message = await refusal(destroy(process(), resource));
      expect(message).toContain(`cannot delete the invitation of ${alice} (${resource.id})`);
      expect(invitationStatuses()).toEqual(["pending"]);
    },
  );

  test("does not remove a user who accepts the invitation during the delete", async () => {
    const { process, console, emulator, resource } = await organizationWithInvite();
    const session = process();
    const [listed] = emulator.organization().state().invites;
    const body = { data: [listed], has_more: false, first_id: null, last_id: null };
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.invites, body });
    console.acceptInvite(alice);
    await destroy(session, resource);
    expect(emulator.organization().state().users).toHaveLength(2);
  });

  test("leaves an invitation unchanged that is still declared by another Invite or a Member", async () => {
    const { process, resource, declared, writes, notices, invitationsSent } = await organizationWithInvite();
    const renamed = process();
    expect(await create(renamed, Invite, declared)).toMatchObject({
      id: resource.id,
      outputs: { adopted: true },
    });
    await destroy(renamed, resource);
    expect(notices.at(-1)).toContain("is still declared in this program");
    const forced = process();
    failures(forced, Invite, declared);
    expect(await create(forced, Invite, declared)).toMatchObject({ id: resource.id });
    await destroy(forced, resource);
    const asMember = process();
    await create(asMember, Member, { email: alice, role: "developer" });
    await destroy(asMember, resource);
    expect(notices.at(-1)).toContain("a Member of this stack declares the user now");
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);
  });
});

describe("Invite read", () => {
  test("reads an unmanaged invitation by ID and rejects a missing or malformed ID", async () => {
    const { process, resource } = await organizationWithInvite();
    const read = await Invite.read(process(), ` ${resource.id} `, {});
    expect(read).toMatchObject({ id: resource.id, inputs: {}, props: { email: alice, status: "pending" } });
    expect(await refusal(Invite.read(process(), "invite_01none", {}))).toContain(
      "cannot read Invite invite_01none",
    );
    await expect(Invite.read(process(), alice, {})).rejects.toThrow(
      '"alice@example.com" is not the ID of an Invite, which begins with `invite_`.',
    );
  });
});
