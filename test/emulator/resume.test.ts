import { describe, expect, it } from "vitest";
import { type Emulator, type SavedEmulator, SavedError } from "../../emulator/index.ts";
import { checkSaved, resumedAt } from "../../emulator/resume.ts";
import { federate, identityToken, serviceAccount } from "./identityToken.ts";
import { control, emulate, errorOf, part, send } from "./setup.ts";

/** A document as it is after it was written to a file and read again. */
function stored(saved: SavedEmulator): SavedEmulator {
  return JSON.parse(JSON.stringify(saved)) as SavedEmulator;
}

/** A sample organization to which everything happened that a seed does not contain. */
async function eventful(): Promise<Emulator> {
  const emulator = await emulate({ seed: "sample" });
  const { console: actions, settings, state, load: _load } = emulator.organization();
  const key = (name: string) => state().api_keys.find((one) => one.name === name)?.id ?? "";
  settings.organization_type = "claude_enterprise";
  actions.useApiKey(key("notebooks"), new Date(emulator.clock.now().getTime() - 3_600_000), {
    model: "claude-opus-5-5",
    outputTokens: 4321,
  });
  actions.requestSpendLimitIncrease("kenji.mori@example.com");
  const group = actions.createRbacGroup({ name: "Robots", source: "scim" });
  actions.addRbacGroupMember(group.id, "mei.chen@example.com");
  settings.organization_type = "console";
  emulator.clock.advance({ days: 3 });
  actions.setApiKeyStatus(key("checkout-service"), "inactive");
  actions.setApiKeyStatus(key("search-service-old"), "active");
  actions.removeUser("kenji.mori@example.com");
  actions.setUserRole("daniel.weiss@example.com", "user");
  actions.updateWorkspace("Production", { dataResidency: { default_inference_geo: "us" } });
  actions.invite("late@example.com", "developer");
  actions.deleteInvite("late@example.com");
  actions.invite("late@example.com", "user");
  actions.archiveWorkspace("Research");
  emulator.clock.advance({ days: 30 });
  return emulator;
}

const lists = ["users", "invites", "workspaces?include_archived=true", "api_keys", "rate_limits"];

describe("an emulator that continues another one", () => {
  it("a continued emulator has the same organization, lists, usage and sent invitations", async () => {
    const first = await eventful();
    const second = await emulate({ saved: stored(first.saved()) });
    const { id, name, state, cost } = second.organization();
    expect({ id, name }).toEqual({ id: first.organization().id, name: first.organization().name });
    expect(state()).toEqual(first.organization().state());
    expect(second.sentInvitations).toEqual(first.sentInvitations);
    const [from, to] = [new Date(Date.now() - 200 * 86_400_000), new Date(Date.now() + 34 * 86_400_000)];
    expect(Number(cost(from, to))).toBeGreaterThan(0);
    expect(cost(from, to)).toBe(first.organization().cost(from, to));
    const usage = `usage_report/messages?starting_at=${from.toISOString()}&bucket_width=1d&limit=31&group_by[]=api_key_id`;
    for (const path of [...lists, usage]) {
      const [before, after] = await Promise.all(
        [first, second].map((each) => send(each, `GET /v1/organizations/${path}`)),
      );
      expect(after?.body, path).toEqual(before?.body);
      expect(after?.status).toBe(200);
    }
    const lasting = ({ savedAt: _, clockOffsetMs: __, ...rest }: SavedEmulator) =>
      stored({ savedAt: "", clockOffsetMs: 0, ...rest });
    expect(lasting(second.saved())).toEqual(lasting(first.saved()));
  });

  it("continues the clock as far ahead of the real time, and never before it was saved", async () => {
    const first = await emulate();
    first.clock.advance({ days: 40 });
    const saved = stored(first.saved());
    const second = await emulate({ saved });
    const ahead = second.clock.now().getTime() - Date.now();
    expect(Math.abs(ahead - 40 * 86_400_000)).toBeLessThan(5_000);
    // The real clock was set back in the meantime.
    const later = new Date(Date.now() + 100 * 86_400_000).toISOString();
    expect(resumedAt({ ...saved, savedAt: later }).toISOString()).toBe(later);
  });

  it("accepts tokens and keys that were added, not those that were revoked, and no identity token twice", async () => {
    const first = await emulate();
    const rule = federate(first);
    const assertion = identityToken(first);
    const exchange = (emulator: Emulator) =>
      send(emulator, "POST /v1/oauth/token", {
        body: {
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          assertion,
          federation_rule_id: rule.id,
          organization_id: first.organization().id,
          service_account_id: serviceAccount,
        },
        headers: {
          "x-api-key": null,
          "anthropic-version": null,
          "anthropic-beta": "oauth-2025-04-20,oidc-federation-2026-04-01",
        },
      });
    const token = String(part((await exchange(first)).body, "access_token"));
    const { credentials } = first.organization();
    credentials.add({ secret: "sk-ant-admin01-second", kind: "admin" });
    credentials.add({ secret: "sk-ant-admin01-third", kind: "admin" });
    credentials.revoke("sk-ant-admin01-third");
    credentials.add({
      secret: "sk-ant-oat01-over",
      kind: "oauth",
      expiresAt: new Date(first.clock.now().getTime() - 1),
    });

    const saved = first.saved();
    const text = JSON.stringify(saved);
    for (const secret of [token, "sk-ant-admin01-second", first.adminKey]) expect(text).not.toContain(secret);
    expect(saved.organizations[0]?.credentials).toHaveLength(2);
    // The new Admin key may have been another credential before.
    const second = await emulate({ saved: stored(saved), adminKey: "sk-ant-admin01-second" });
    const status = async (headers: Record<string, string | null>) =>
      (await send(second, "GET /v1/organizations/me", { headers })).status;
    expect(await status({ "x-api-key": null, authorization: `Bearer ${token}` })).toBe(200);
    expect(await status({ "x-api-key": "sk-ant-admin01-second" })).toBe(200);
    expect(await status({ "x-api-key": "sk-ant-admin01-third" })).toBe(401);
    expect((await exchange(second)).status).toBe(401);
    second.clock.advance({ hours: 2 });
    expect(await status({ "x-api-key": null, authorization: `Bearer ${token}` })).toBe(401);
    expect(second.saved().organizations[0]?.credentials).toEqual([]);
  });

  it("a continued emulator has each of several organizations with its own Admin key", async () => {
    const organizations = [{ adminKey: "two", seed: "sample" as const }];
    const first = await emulate({ organizations });
    first.organization("two").console.createWorkspace({ name: "Second" });
    const second = await emulate({ organizations, saved: stored(first.saved()) });
    for (const key of [first.adminKey, "two"]) {
      expect(second.organization(key).state()).toEqual(first.organization(key).state());
    }
  });
});

describe("the option save", () => {
  it("stores the state at the start and before the response of each request that changed something", async () => {
    const documents: SavedEmulator[] = [];
    const emulator = await emulate({ save: (saved) => void documents.push(stored(saved)) });
    expect(documents).toHaveLength(1);
    expect(documents[0]?.organizations[0]?.seed.organization.id).toBe(emulator.organization().id);

    await send(emulator, "GET /v1/organizations/users");
    await send(emulator, "POST /v1/organizations/workspaces", { body: { name: "" } });
    await control(emulator, "GET /_emulator/state");
    await control(emulator, "POST /_emulator/clock/advance", { days: -1 });
    expect(documents).toHaveLength(1);

    // The request takes effect, although its response is lost.
    emulator.faults.add({ kind: "loseResponse", method: "POST" });
    const lost = send(emulator, "POST /v1/organizations/workspaces", { body: { name: "Lost" } });
    await expect(lost).rejects.toThrow();
    await control(emulator, "POST /_emulator/console/createWorkspace", { name: "Made" });
    const names = (saved: SavedEmulator | undefined) =>
      saved?.organizations[0]?.seed.workspaces.map(({ name }) => name);
    expect(documents.slice(1).map(names)).toEqual([["Lost"], ["Lost", "Made"]]);
  });

  it("responds with status 500 to a request whose state cannot be stored", async () => {
    let isFull = false;
    const lines: string[] = [];
    const emulator = await emulate({
      warn: (line) => void lines.push(line),
      save: () => {
        if (isFull) throw new Error("there is no space left on the device");
      },
    });
    isFull = true;
    const created = await send(emulator, "POST /v1/organizations/workspaces", { body: { name: "Lab" } });
    expect(errorOf(created)).toMatchObject({
      status: 500,
      message: "The emulator cannot store its state. Its output shows why.",
    });
    expect(await control(emulator, "POST /_emulator/clock/advance", { days: 1 })).toMatchObject({
      status: 500,
      body: { error: "The emulator cannot store its state. Its output shows why." },
    });
    expect(lines).toEqual(Array(2).fill("Admin API emulator: there is no space left on the device"));
    expect(emulator.requests.map(({ status }) => status)).toEqual([500]);
  });

  it("stops the emulator if its first state cannot be stored", async () => {
    const save = () => {
      throw new Error("read-only");
    };
    await expect(emulate({ save })).rejects.toThrow("read-only");
  });
});

describe("checkSaved", () => {
  it("rejects documents that are not the state of an emulator, with the reason", async () => {
    const saved = stored((await emulate({ seed: "sample" })).saved());
    const [organization] = saved.organizations;
    const problem = (document: unknown, organizations = 1): string => {
      try {
        checkSaved(document, organizations);
        return "none";
      } catch (error) {
        expect(error).toBeInstanceOf(SavedError);
        return error instanceof Error ? error.message : "";
      }
    };
    expect(problem(saved)).toBe("none");
    expect(problem({ ...saved, version: 2 })).toBe("a newer version of this package wrote it");
    // A seed or a snapshot must not be replaced.
    expect(problem(organization?.seed)).toBe("it is not the state of an emulator");
    expect(problem([])).toMatch(/^it is damaged: /);
    expect(problem({ ...saved, savedAt: "yesterday" })).toBe(
      "it is damaged: savedAt: Input should be a valid RFC 3339 datetime",
    );
    expect(problem(saved, 2)).toBe("it has 1 organizations, and this emulator has 2");
    const members = [{ workspace_id: "Nowhere", user_id: "nobody", workspace_role: "workspace_user" }];
    const seed = { ...organization?.seed, members };
    expect(problem({ ...saved, organizations: [{ ...organization, seed }] })).toBe(
      "it is damaged: The seed is invalid: members[0].workspace_id: There is no workspace 'Nowhere' in the seed.",
    );
  });
});
