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

describe("an Invite that is deleted", () => {
  test("is withdrawn while it is pending, once", async () => {
    const { process, resource, writes } = await organizationWithInvite();
    await destroy(process(), resource);
    await destroy(process(), resource);
    expect(writes()).toEqual([`DELETE /invites/${resource.id}`]);
  });

  test("is left alone once it was accepted or has expired", async () => {
    const { process, console, emulator, resource, writes } = await organizationWithInvite();
    console.acceptInvite(alice);
    await destroy(process(), resource);
    const other = await create(process(), Invite, { email: "bob@example.com", role: "user" });
    emulator.clock.advance({ days: 22 });
    writes();
    await destroy(process(), other);
    expect(writes()).toEqual([]);
  });

  test.each(writeFaults)("deletes the pending invitation when $name", async ({ fault }) => {
    const { process, emulator, resource, invitationStatuses } = await organizationWithInvite();
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.invite });
    await destroy(process(), resource);
    expect(invitationStatuses()).toEqual(["deleted"]);
  });

  test.each(rejections)("fails and deletes nothing when $name", async ({ fault }) => {
    const { process, emulator, resource, invitationStatuses } = await organizationWithInvite();
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.invite, times: 9 });
    const message = await refusal(destroy(process(), resource));
    expect(message).toContain(`cannot delete the invitation of ${alice} (${resource.id})`);
    expect(invitationStatuses()).toEqual(["pending"]);
  });

  test("accepted at that moment is left alone", async () => {
    const { process, console, emulator, resource } = await organizationWithInvite();
    const session = process();
    const [listed] = emulator.organization().state().invites;
    const body = { data: [listed], has_more: false, first_id: null, last_id: null };
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.invites, body });
    console.acceptInvite(alice);
    await destroy(session, resource);
    expect(emulator.organization().state().users).toHaveLength(2);
  });

  test("is left to the resource that declares it now, in whatever form", async () => {
    const { process, resource, declared, writes, notices, invitationsSent } = await organizationWithInvite();
    const renamed = process();
    expect(await create(renamed, Invite, declared)).toMatchObject({
      id: resource.id,
      outputs: { adopted: true },
    });
    await destroy(renamed, resource);
    expect(notices.at(-1)).toContain("is declared by another resource of this program now");
    const forced = process();
    failures(forced, Invite, declared);
    expect(await create(forced, Invite, declared)).toMatchObject({ id: resource.id });
    await destroy(forced, resource);
    const asMember = process();
    await create(asMember, Member, { email: alice, role: "developer" });
    await destroy(asMember, resource);
    expect(notices.at(-1)).toContain("a Member of this program declares the person now");
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);
  });
});

describe("an Invite that is only read", () => {
  test("must be there, and have the id of one", async () => {
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
