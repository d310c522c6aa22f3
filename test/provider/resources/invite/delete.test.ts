import { describe, expect, test } from "vitest";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import * as engine from "../../session.ts";
import { destroy, failures, refusal } from "../../session.ts";
import { alice, create, invites, lost, one, refused, sent } from "./setup.ts";

describe("an Invite that is deleted", () => {
  test("is withdrawn while it is pending, once", async () => {
    const { process, invite, writes } = await sent();
    await destroy(process(), invite);
    await destroy(process(), invite);
    expect(writes()).toEqual([`DELETE /invites/${invite.id}`]);
  });

  test("is left alone once it was accepted or has expired", async () => {
    const { process, byHand, emulator, invite, writes } = await sent();
    byHand.acceptInvite(alice);
    await destroy(process(), invite);
    const other = await create(process(), { email: "bob@example.com", role: "user" });
    emulator.clock.advance({ days: 22 });
    writes();
    await destroy(process(), other);
    expect(writes()).toEqual([]);
  });

  test("goes, whatever becomes of the answer", async () => {
    for (const fault of lost) {
      const { process, emulator, invite, statuses } = await sent();
      emulator.faults.add({ ...fault, method: "DELETE", path: one });
      await destroy(process(), invite);
      expect(statuses()).toEqual(["deleted"]);
    }
  });

  test("that the API refuses is one error, and nothing is lost", async () => {
    for (const fault of refused) {
      const { process, emulator, invite, statuses } = await sent();
      emulator.faults.add({ kind: "status", ...fault, method: "DELETE", path: one, times: 9 });
      const message = await refusal(destroy(process(), invite));
      expect(message).toContain(`cannot withdraw the invitation of ${alice} (${invite.id})`);
      expect(statuses()).toEqual(["pending"]);
    }
  });

  test("accepted at that moment is left alone", async () => {
    const { process, byHand, emulator, invite } = await sent();
    const session = process();
    const [listed] = emulator.organization().state().invites;
    const body = { data: [listed], has_more: false, first_id: null, last_id: null };
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: invites.path, body });
    byHand.acceptInvite(alice);
    await destroy(session, invite);
    expect(emulator.organization().state().users).toHaveLength(2);
  });

  test("is left to the resource that declares it now, in whatever form", async () => {
    const { process, invite, declared, writes, said, mailed } = await sent();
    const renamed = process();
    expect(await create(renamed, declared)).toMatchObject({ id: invite.id, outputs: { adopted: true } });
    await destroy(renamed, invite);
    expect(said.at(-1)).toContain("is declared by another resource of this program now");
    const forced = process();
    failures(forced, Invite, declared);
    expect(await create(forced, declared)).toMatchObject({ id: invite.id });
    await destroy(forced, invite);
    const asMember = process();
    await engine.create(asMember, Member, { email: alice, role: "developer" });
    await destroy(asMember, invite);
    expect(said.at(-1)).toContain("a Member of this program declares the person now");
    expect(writes()).toEqual([]);
    expect(mailed()).toEqual([alice]);
  });
});

describe("an Invite that is only read", () => {
  test("must be there, and have the id of one", async () => {
    const { process, invite } = await sent();
    const read = await Invite.read(process(), ` ${invite.id} `, {});
    expect(read).toMatchObject({ id: invite.id, inputs: {}, props: { email: alice, status: "pending" } });
    expect(await refusal(Invite.read(process(), "invite_01none", {}))).toContain(
      "cannot read Invite invite_01none",
    );
    await expect(Invite.read(process(), alice, {})).rejects.toThrow(
      '"alice@example.com" is not the id of an Invite, which begins with `invite_`.',
    );
  });
});
