import { describe, expect, test } from "vitest";
import type { Session } from "../../../../provider/kernel/session.ts";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import {
  alice,
  create,
  destroy,
  listOf,
  organization,
  organizationWithInvite,
  paths,
  preview,
  type ResourceState,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("Invite update", () => {
  test("reports no drift for a pending, accepted or expired invitation", async () => {
    const { process, console, emulator, resource, declared, requests } = await organizationWithInvite();
    requests();
    expect((await preview(process(), resource, declared)).action).toBe("nothing");
    expect(requests()).toEqual([]);
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
    expect(requests()).toEqual(["GET /invites"]);
    console.acceptInvite(alice);
    const accepted = await refreshed(process(), resource);
    expect(accepted).toMatchObject({
      inputs: { email: alice, role: "developer" },
      outputs: { status: "accepted" },
    });
    expect(accepted.outputs["acceptedAt"]).toMatch(/^20/);
    expect((await preview(process(), accepted, declared)).action).toBe("nothing");
    const other = await create(process(), Invite, { email: "bob@example.com", role: "user" });
    emulator.clock.advance({ days: 22 });
    const expired = await refreshed(process(), other);
    expect(expired.outputs).toMatchObject({ status: "expired" });
    expect((await preview(process(), expired, { email: "bob@example.com", role: "user" })).action).toBe(
      "nothing",
    );
  });

  test("replaces an invitation when its role or address changes, and deletes a pending one first for the same address", async () => {
    for (const args of [
      { email: alice, role: "billing" },
      { email: "bob@example.com", role: "developer" },
    ]) {
      const { process, resource, writes, invitationsSent, invitationStatuses } =
        await organizationWithInvite();
      // The API rejects a second pending invitation for an address.
      const deleteFirst = args.email === alice;
      expect(await preview(process(), resource, args)).toMatchObject({ action: "replace", deleteFirst });
      const replaced = await up(process(), resource, args);
      expect(replaced.outputs).toMatchObject({ ...args, status: "pending" });
      const order = [`DELETE /invites/${resource.id}`, `POST /invites ${JSON.stringify(args)}`];
      expect(writes()).toEqual(deleteFirst ? order : order.reverse());
      expect(invitationsSent()).toEqual([alice, args.email]);
      expect(invitationStatuses()).toEqual(["deleted", "pending"]);
    }
  });

  /** `pulumi up` of resources in a list, in the order of the engine: deletes are last. */
  async function upList(
    session: Session,
    list: readonly ResourceState[],
    all: readonly Properties[],
  ): Promise<ResourceState[]> {
    const context: ResourceState[] = [];
    const old: ResourceState[] = list.slice(all.length);
    for (const [index, args] of all.entries()) {
      const numbered = { ...args, [kernelKeys.origin]: `acme/dev::invite-${index}` };
      const resource = list[index];
      const step = resource === undefined ? undefined : await preview(session, resource, numbered);
      expect(step?.deleteFirst ?? false).toBe(false);
      if (resource !== undefined && step?.action !== "replace")
        context.push(await up(session, resource, numbered));
      else context.push(await create(session, Invite, numbered));
      if (resource !== undefined && step?.action === "replace") old.push(resource);
    }
    for (const resource of old.reverse()) await destroy(session, resource);
    return context;
  }

  test("sends no invitation to users who move to another index of a list", async () => {
    const { process, invitationsSent, writes, invitationStatuses } = await organization();
    const [ann, bob, cem, zoe] = ["ann", "bob", "cem", "zoe"].map((name) => ({
      email: `${name}@example.com`,
      role: "user",
    }));
    if (ann === undefined || bob === undefined || cem === undefined || zoe === undefined) throw new Error();
    const first = await upList(process(), [], [ann, bob, cem]);
    writes();
    const more = await upList(process(), first, [zoe, ann, bob, cem]);
    expect(invitationsSent()).toEqual([ann, bob, cem, zoe].map(({ email }) => email));
    expect(writes()).toHaveLength(1);
    expect(more.map(({ id }) => id).slice(1)).toEqual(first.map(({ id }) => id));
    const fewer = await upList(process(), more, [ann, cem]);
    expect(fewer.map(({ id }) => id)).toEqual([first[0]?.id, first[2]?.id]);
    expect(invitationsSent()).toHaveLength(4);
    expect(invitationStatuses().sort()).toEqual(["deleted", "deleted", "pending", "pending"]);
  });

  test("deletes the invitation first when its index in a list and its role change", async () => {
    const { process, console, invitationsSent, invitationStatuses } = await organization();
    const ann = { email: "ann@example.com", role: "user" };
    const zoe = { email: "zoe@example.com", role: "user" };
    const list = await upList(process(), [], [ann]);
    const moved = await upList(process(), list, [zoe, { ...ann, role: "billing" }]);
    expect(moved.map(({ outputs }) => outputs["role"])).toEqual(["user", "billing"]);
    expect(invitationsSent()).toEqual([ann.email, zoe.email, ann.email]);
    expect(invitationStatuses().sort()).toEqual(["deleted", "pending", "pending"]);
    // An invitation that is not in state is not deleted.
    console.invite(alice, "user");
    expect(await refusal(upList(process(), moved, [zoe, { email: alice, role: "billing" }]))).toContain(
      "they have a pending invitation as user",
    );
  });

  test("sends one invitation when index and role change and responses are lost or the run dies", async () => {
    const { process, emulator, invitationsSent, invitationStatuses } = await organization();
    const ann = { email: "ann@example.com", role: "user" };
    const wanted = [
      { email: "zoe@example.com", role: "user" },
      { ...ann, role: "billing" },
    ];
    const list = await upList(process(), [], [ann]);
    emulator.faults.add({
      kind: "loseResponse",
      method: "POST",
      path: "/v1/organizations/invites",
      times: 2,
    });
    emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: /invites/ });
    const moved = await upList(process(), list, wanted);
    expect(invitationsSent()).toEqual([ann.email, "zoe@example.com", ann.email]);
    expect(invitationStatuses().sort()).toEqual(["deleted", "pending", "pending"]);
    // A killed run leaves the old state.
    const again = await upList(process(), list, wanted);
    expect(again.map(({ id }) => id)).toEqual(moved.map(({ id }) => id));
    expect(invitationsSent()).toHaveLength(3);
    expect(invitationStatuses().sort()).toEqual(["deleted", "pending", "pending"]);
  });

  test("sends another invitation when `reinvite` changes, whether the old one is pending, expired or withdrawn", async () => {
    for (const before of ["pending", "expired", "withdrawn"]) {
      const { process, console, emulator, resource, declared, invitationsSent } =
        await organizationWithInvite({ reinvite: "1" });
      if (before === "expired") emulator.clock.advance({ days: 22 });
      if (before === "withdrawn") console.deleteInvite(alice);
      for (const state of [resource, await refreshed(process(), resource)]) {
        expect((await preview(process(), state, { ...declared, reinvite: "2" })).action).toBe("replace");
        expect((await preview(process(), state, { email: alice, role: "developer" })).action).toBe("update");
      }
      const again = await up(process(), resource, { ...declared, reinvite: "2" });
      expect(again.outputs).toMatchObject({ status: "pending", reinvite: "2" });
      expect(invitationsSent()).toEqual([alice, alice]);
      expect((await preview(process(), again, { ...declared, reinvite: "2" })).action).toBe("nothing");
    }
  });

  test("leaves an invitation unchanged when `reinvite` is removed", async () => {
    const { process, console, resource, invitationsSent } = await organizationWithInvite({ reinvite: "1" });
    const without = { email: alice, role: "developer" };
    expect((await up(process(), resource, without)).outputs).not.toHaveProperty("reinvite");
    console.acceptInvite(alice);
    const accepted = await refreshed(process(), resource);
    expect((await up(process(), accepted, without)).outputs).not.toHaveProperty("reinvite");
    expect(invitationsSent()).toEqual([alice]);
  });

  test("rejects changes of an accepted invitation, whether or not the state knows the acceptance", async () => {
    const { process, console, resource, declared, writes, invitationsSent } = await organizationWithInvite();
    console.acceptInvite(alice);
    for (const state of [resource, await refreshed(process(), resource)]) {
      for (const changed of [
        { ...declared, role: "billing" },
        { ...declared, email: "bob@example.com" },
        { ...declared, reinvite: "1" },
      ]) {
        expect((await preview(process(), state, changed)).action).toBe("update");
        const message = await refusal(up(process(), state, changed));
        expect(message).toContain(`cannot change the invitation of ${alice}`);
        expect(message).toContain("Declare a Member");
      }
    }
    expect(writes()).toEqual([]);
    expect(invitationsSent()).toEqual([alice]);
  });

  test("keeps an invitation that was deleted outside of Pulumi in state, and sends another only on request", async () => {
    for (const answer of ["deleted", 404] as const) {
      const { process, console, emulator, resource, declared, writes, requests, invitationsSent, notices } =
        await organizationWithInvite();
      emulator.assumptions.deletedInviteGet = answer;
      console.deleteInvite(alice);
      const withdrawn = await refreshed(process(), resource);
      expect(withdrawn.outputs).toMatchObject({ status: "withdrawn", email: alice, role: "developer" });
      expect((await refreshed(process(), withdrawn)).outputs).toEqual(withdrawn.outputs);
      expect(notices).toEqual([]);
      expect((await preview(process(), withdrawn, declared)).action).toBe("update");
      expect(notices).toEqual([
        `it: \`up\` will refuse to change the invitation of ${alice} (${resource.id}): it was deleted outside of Pulumi. Remove it from the program, or request it again with a new value of \`reinvite\`, such as today's date.`,
      ]);
      expect(await refusal(up(process(), withdrawn, declared))).toContain("it was deleted outside of Pulumi");
      for (const state of [resource, withdrawn]) {
        expect(await refusal(up(process(), state, { ...declared, role: "billing" }))).toContain(
          "deleted outside of Pulumi",
        );
      }
      expect(writes()).toEqual([]);
      await destroy(process(), withdrawn);
      expect(requests()).toEqual(["GET /me"]);
      expect(invitationsSent()).toEqual([alice]);
      expect((await preview(process(), withdrawn, { ...declared, email: "bob@example.com" })).action).toBe(
        "replace",
      );
    }
  });

  test("judges an invitation that the API no longer returns by its expiration date and the list of users", async () => {
    const forgotten = async (days: number, accepts: boolean) => {
      const context = await organizationWithInvite();
      const { emulator, console } = context;
      if (accepts) console.acceptInvite(alice);
      emulator.clock.advance({ days });
      const gone = { method: "GET", times: 99 } as const;
      emulator.faults.add({ ...gone, kind: "status", status: 200, path: paths.invites, body: listOf() });
      emulator.faults.add({ ...gone, kind: "status", status: 404, path: /\/invites\/invite_/ });
      return context;
    };
    for (const [days, accepts, status] of [
      [1, true, "accepted"],
      [22, true, "accepted"],
      [22, false, "expired"],
      [20, false, "withdrawn"],
    ] as const) {
      const { process, resource, declared, console, writes, invitationsSent } = await forgotten(
        days,
        accepts,
      );
      const seen = await refreshed(process(), resource);
      expect(seen.outputs).toMatchObject({ status, email: alice, role: "developer" });
      const doing = await preview(process(), seen, declared);
      expect(doing.action).toBe(status === "withdrawn" ? "update" : "nothing");
      if (status === "expired") {
        for (const state of [resource, seen]) {
          expect((await preview(process(), state, { ...declared, role: "billing" })).action).toBe("replace");
        }
      }
      await destroy(process(), seen);
      // Its status is final, since the member may have left.
      if (accepts) console.removeUser(alice);
      expect((await refreshed(process(), seen)).outputs).toEqual(seen.outputs);
      expect(writes()).toEqual([]);
      expect(invitationsSent()).toEqual([alice]);
    }
  });

  test("names both explanations when an interrupted replacement may have deleted the invitation", async () => {
    const { process, console, resource, declared, invitationStatuses, invitationsSent } =
      await organizationWithInvite();
    console.deleteInvite(alice);
    const changed = { ...declared, role: "billing" };
    expect(await refusal(up(process(), resource, changed))).toContain(
      "it was deleted outside of Pulumi, or by an interrupted `up` that was replacing it. Remove it from the program, or request it again",
    );
    await up(process(), resource, { ...changed, reinvite: "today" });
    expect(invitationStatuses().filter((status) => status === "pending")).toHaveLength(1);
    expect(invitationsSent()).toEqual([alice, alice]);
  });

  test("reads an invitation with an unknown status, role or field", async () => {
    const { process, emulator, resource, declared } = await organizationWithInvite();
    const [there] = emulator.organization().state().invites;
    for (const odd of [
      { status: "bounced" },
      { role: "owner" },
      { rbac_group_ids: null },
      { colour: "red" },
    ]) {
      const body = { data: [{ ...there, ...odd }], has_more: false, first_id: null, last_id: null };
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.invites, body });
      const seen = await refreshed(process(), resource);
      expect(seen.outputs).toMatchObject({ status: "status" in odd ? odd.status : "pending" });
      const plan = await preview(process(), seen, declared);
      expect(plan.action).toBe("role" in odd ? "replace" : "nothing");
    }
  });

  test("keeps an invitation in state when a list cannot be read", async () => {
    for (const fault of [
      { kind: "html", status: 200 },
      { kind: "cutJson" },
      { kind: "status", status: 403 },
    ] as const) {
      const { process, emulator, resource, writes } = await organizationWithInvite();
      emulator.faults.add({ ...fault, method: "GET", times: 99 });
      await refusal(refresh(process(), resource));
      await refusal(destroy(process(), resource));
      expect(writes()).toEqual([]);
    }
  });
});

describe("Invite preview", () => {
  test.each(["accepted", "deleted"])(
    "announces that a change of an %s invitation is rejected, as `up` does",
    async (what) => {
      const { process, console, resource, declared, notices } = await organizationWithInvite();
      if (what === "accepted") console.acceptInvite(alice);
      else console.deleteInvite(alice);
      const changed = { ...declared, role: "billing" };
      expect((await preview(process(), resource, declared)).action).toBe("nothing");
      expect(notices).toEqual([]);
      expect((await preview(process(), resource, changed)).action).toBe("update");
      expect(notices).toHaveLength(1);
      const message = await refusal(up(process(), resource, changed));
      expect(notices[0]?.slice(0, 60)).toBe(
        message.replace("cannot", "it: `up` will refuse to").slice(0, 60),
      );
    },
  );
});
