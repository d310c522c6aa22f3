import { describe, expect, test } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { UserError } from "../../../provider/errors.ts";
import { type GuardedSession, OrganizationGuard } from "../../../provider/kernel/organizationGuard.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { organization } from "../harness/index.ts";

const foreign = "aaaaaaaa-2222-3333-4444-555555555555";

describe("the organization guard", () => {
  test("confirms the organization of the credential with one request", async () => {
    const { process, emulator, requests } = await organization();
    const session = process();
    const ids = await Promise.all([session.guard.confirm(), session.guard.confirm()]);
    expect(ids).toEqual([emulator.organization().id, emulator.organization().id]);
    expect(requests()).toEqual(["GET /me"]);
  });

  test("makes no request once a response has named the organization", async () => {
    const { process, requests } = await organization();
    const session = process();
    await session.cache.users(0);
    requests();
    await session.guard.confirm();
    expect(requests()).toEqual([]);
  });

  test("rejects a credential of another organization than the configured one", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization();
    await expect(process({ organizationId: foreign }).guard.confirm()).rejects.toThrow(
      `The credential belongs to organization ${id}, but this stack belongs to ${foreign}. Nothing was changed, since objects cannot move between organizations`,
    );
  });

  test("says that a restarted emulator has another organization, but not for the real API", async () => {
    const { process } = await organization();
    const guard = process({ organizationId: foreign }).guard;
    await expect(guard.confirm()).rejects.toThrow("unless the option `--state FILE` keeps it.");
    const session: GuardedSession = {
      organizationId: () => foreign,
      client: () => {
        throw new Error("No request is needed.");
      },
      knownOrganization: () => "22222222-2222-3333-4444-555555555555",
      isEmulated: () => false,
    };
    expect(() => new OrganizationGuard(session).mustMatch(foreign)).toThrow(/^(?!.*emulator)The credential /);
  });

  test("shows the advice only once for several resources of another organization", async () => {
    const { process, emulator } = await organization();
    const session = process();
    const shown: string[] = [];
    for (let resource = 0; resource < 2; resource += 1) {
      await session.guard.confirm(foreign).catch((error: UserError) => {
        shown.push(session.shortened(error));
      });
    }
    const summary = `The credential belongs to organization ${emulator.organization().id}, but this resource belongs to ${foreign}.`;
    expect(shown).toEqual([
      expect.stringContaining(`${summary} Nothing was changed`),
      `${summary} (Same error as above.)`,
    ]);
  });

  test("reads nothing if the state has another organization than the settings", async () => {
    const { process, emulator, requests } = await organization();
    const session = process({ organizationId: emulator.organization().id });
    let reads = 0;
    const read = () => session.guard.confirmRead(foreign, async () => (reads += 1));
    await expect(read()).rejects.toThrow(foreign);
    expect([reads, requests()]).toEqual([0, []]);
  });

  test.each(["not_found", "forbidden", "invalid"] as const)(
    "explains a read that the API rejects (%s) by the other organization, if there is one",
    async (reason) => {
      const { process, emulator } = await organization();
      const failure = new ApiError("cannot read it.", { reason });
      const read = (recorded: string) => process().guard.confirmRead(recorded, () => Promise.reject(failure));
      await expect(read(foreign)).rejects.toThrow("The credential belongs to organization");
      await expect(read(emulator.organization().id)).rejects.toBe(failure);
      emulator.faults.add({ kind: "status", status: 500, path: "/v1/organizations/me", times: 99 });
      await expect(read(foreign)).rejects.toBe(failure);
      const offline = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
      await expect(offline.guard.confirmRead(foreign, () => Promise.reject(failure))).rejects.toBe(failure);
    },
  );

  test("does not compare the organization after a read that failed for another reason", async () => {
    const { process, requests } = await organization();
    const failure = new ApiError("cannot read it.", { reason: "unavailable" });
    await expect(process().guard.confirmRead(foreign, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(requests()).toEqual([]);
  });

  test("rejects a credential of another organization than the state of the resource has", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization();
    expect(await process().guard.confirm(id)).toBe(id);
    await expect(process().guard.confirm(foreign)).rejects.toThrow(
      new RegExp(`^The credential belongs to organization ${id}, but this resource belongs to ${foreign}\\.`),
    );
  });

  test("rejects a credential of another organization than an earlier resource of the stack has", async () => {
    const { process } = await organization();
    const session = process();
    expect(session.guard.isExpecting).toBe(false);
    session.guard.mustMatch(undefined);
    expect(session.guard.isExpecting).toBe(false);
    session.guard.mustMatch(foreign);
    expect(session.guard.isExpecting).toBe(true);
    await expect(session.guard.confirm()).rejects.toThrow(UserError);
  });

  test("compares the organization in the state with the configured one without a request", () => {
    const session = new Session(
      (key) => (key === "anthropic:organizationId" ? foreign.toUpperCase() : undefined),
      {},
      () => undefined,
    );
    expect(session.guard.isExpecting).toBe(true);
    session.guard.mustMatch(foreign);
    session.guard.mustMatch(foreign.toUpperCase());
    expect(() => session.guard.mustMatch("99999999-2222-3333-4444-555555555555")).toThrow(
      `This resource belongs to organization 99999999-2222-3333-4444-555555555555, but \`anthropic:organizationId\` is ${foreign}.`,
    );
  });

  test("requests the organization again after the first request failed", async () => {
    const { process, emulator } = await organization({ pace: 0.01 });
    emulator.faults.add({ kind: "status", status: 403, path: "/v1/organizations/me" });
    const session = process();
    await expect(session.guard.confirm()).rejects.toThrow(/^cannot find out which organization/);
    expect(await session.guard.confirm()).toBe(emulator.organization().id);
  });

  describe("of an inline program whose functions read an organization", () => {
    test("rejects every write with a credential of another one, and says what to do", async () => {
      const { process, emulator } = await organization();
      const { id } = emulator.organization();
      const { guard } = process();
      guard.programReads(foreign);
      expect(guard.isExpecting).toBe(true);
      const message =
        `The functions of this program read organization ${foreign}, but its resources belong to organization ${id}. ` +
        "Nothing was changed. An inline program does not see the `envVars` of its workspace. Pass them to the program with `withEnvVars`.";
      await expect(guard.confirm()).rejects.toThrow(message);
      await expect(guard.confirm(id)).rejects.toThrow(message);
    });

    test("accepts a credential of the same one", async () => {
      const { process, emulator } = await organization();
      const { id } = emulator.organization();
      const { guard } = process();
      guard.programReads(id.toUpperCase());
      expect(await guard.confirm()).toBe(id);
    });

    test("compares the organization that functions read with the state, without a request", async () => {
      const { process, requests } = await organization();
      const { guard } = process();
      guard.programReads(foreign.replace("a", "b"));
      expect(() => guard.mustMatch(foreign)).toThrow("The functions of this program read organization b");
      expect(requests()).toEqual([]);
    });

    test("ignores the organization that functions read when the configuration names one, and when it is unknown", async () => {
      const { process, emulator } = await organization();
      const { id } = emulator.organization();
      const configured = process({ organizationId: id }).guard;
      configured.programReads(foreign);
      expect(await configured.confirm()).toBe(id);
      const { guard } = process();
      guard.programReads(undefined);
      expect(guard.isExpecting).toBe(false);
    });
  });
});
