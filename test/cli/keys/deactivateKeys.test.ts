import { describe, expect, it } from "vitest";
import { type DeactivateOptions, deactivateKeys } from "../../../cli/keys/deactivateKeys.ts";
import { stateOf } from "../workdir.ts";
import { type AgedOrganization, agedOrganization, day, leftUser, seedKey } from "./agedOrganization.ts";

const bo = { id: "user_01bo", type: "user" } as const;
const keys = [
  seedKey("adas", "2026-01-01T00:00:00Z"),
  seedKey("bos", "2026-02-01T00:00:00Z", { created_by: bo }),
  seedKey("personal", "2026-03-01T00:00:00Z", { principal: { type: "user_actor", user_id: "user_01bo" } }),
  seedKey("off", "2026-04-01T00:00:00Z", { created_by: bo, status: "inactive" }),
  seedKey("left", "2026-05-01T00:00:00Z", { created_by: leftUser }),
];

/** Runs the command without a stack, and returns what happened. `answer` is that of the user. */
async function deactivate(
  organization: AgedOrganization,
  named: readonly string[],
  options: Partial<DeactivateOptions>,
  answer?: string,
) {
  const questions: string[] = [];
  const ask = (question: string) => {
    questions.push(question);
    return Promise.resolve(answer ?? "");
  };
  const io = answer === undefined ? organization.io : { ...organization.io, ask };
  const all = { state: ["state.json"], max: 25, lookBack: 365 * day, ...options };
  const code = await deactivateKeys(io, named, all);
  const text = organization.printed.splice(0).join("\n");
  const writes = organization.emulator.requests.filter(({ method }) => method !== "GET");
  organization.emulator.clearRequests();
  return { code, text, questions, writes: writes.map(({ path, body }) => [path.split("/").at(-1), body]) };
}

async function prepared(): Promise<AgedOrganization> {
  const organization = await agedOrganization(keys);
  await organization.write("state.json", stateOf());
  return organization;
}

const inactive = { status: "inactive" };

describe("keys deactivate", () => {
  it("lists the keys of a creator with their last use, prompts, and deactivates them", async () => {
    const organization = await prepared();
    organization.emulator.organization().console.useApiKey("apikey_01bos");
    const { code, text, questions, writes } = await deactivate(
      organization,
      [],
      { creator: ["Bo@example.com"] },
      "y",
    );
    expect(code).toBe(0);
    expect(questions).toEqual(["Deactivate these 2 keys? Requests with them will fail at once. [y/N]"]);
    expect(text).toMatch(/^bos +apikey_01bos +Production +292 +bo@example\.com +2026-11-20/m);
    expect(text).toMatch(/^personal +apikey_01personal +Production +264 +ada@example\.com +never/m);
    expect(text).toContain("Last use: the Analytics API, from 2026-01-01, complete up to");
    expect(text).toContain('Deactivated "bos" (apikey_01bos).\nDeactivated "personal" (apikey_01personal).');
    expect(writes).toEqual([
      ["apikey_01bos", inactive],
      ["apikey_01personal", inactive],
    ]);
    const again = await deactivate(organization, [], { creator: ["bo@example.com"], yes: true });
    expect(again).toMatchObject({ code: 0, text: "No active key matches. Nothing was changed.", writes: [] });
  });

  it("deactivates nothing without a yes, and exits with code 7", async () => {
    const organization = await prepared();
    for (const answer of ["n", "", "yo"]) {
      const declined = await deactivate(organization, ["adas"], {}, answer);
      expect(declined).toMatchObject({
        code: 7,
        questions: ["Deactivate this key? Requests with it will fail at once. [y/N]"],
        writes: [],
      });
      expect(declined.text).toMatch(/\nNothing was changed\.$/);
    }
    const silent = await deactivate(organization, ["adas"], {});
    expect(silent).toMatchObject({ code: 7, writes: [] });
    expect(silent.text).toMatch(/\nNothing was changed\. Run again with --yes to deactivate the key\.$/);
  });

  it("deactivates keys by name and ID, and reports which are no longer active", async () => {
    const organization = await prepared();
    const { text, writes } = await deactivate(organization, ["off", "apikey_01left", "left"], { yes: true });
    expect(text).toContain('The key "off" (apikey_01off) is already inactive.');
    expect(writes).toEqual([["apikey_01left", inactive]]);
  });

  it("deactivates the keys of creators who left, and unused keys", async () => {
    const organization = await prepared();
    organization.emulator.organization().console.useApiKey("apikey_01left");
    const unused = { creatorLeft: true, unusedFor: 30 * day, yes: true };
    expect(await deactivate(organization, [], unused)).toMatchObject({ code: 0, writes: [] });
    const { writes } = await deactivate(organization, [], { creatorLeft: true, yes: true });
    expect(writes).toEqual([["apikey_01left", inactive]]);
  });

  it("finds the keys of a user who left by the email address in a state", async () => {
    const organization = await prepared();
    const outputs = { email: "cy@example.com", userId: "user_01cy", status: "removed" };
    const member = { kind: "Member", name: "cy", id: "cy@example.com", outputs };
    await organization.write("state.json", stateOf([member]));
    const { writes } = await deactivate(organization, [], { creator: ["cy@example.com"], yes: true });
    expect(writes).toEqual([["apikey_01left", inactive]]);
  });

  it("names the resources that declare a key, and what to change in their programs", async () => {
    const organization = await prepared();
    const inputs = { apiKeyId: "apikey_01adas", status: "active" };
    const own = { kind: "ApiKey", name: "ada", id: "apikey_01adas", inputs, outputs: inputs };
    await organization.write("state.json", stateOf([own]));
    const { text } = await deactivate(organization, ["adas"], { yes: true });
    expect(text).toMatch(/^adas .* never +state\.json: ada$/m);
    expect(text).toContain(
      '  The resource "ada" of stack state.json declares "adas" (apikey_01adas), and `pulumi up --refresh` reactivates it, because the program declares `status: "active"`. Set `status: "inactive"` in the program, or remove the resource.',
    );
  });

  it("rejects more keys than `--max`, no selection, and two selections", async () => {
    const organization = await prepared();
    await expect(
      deactivate(organization, [], { creator: ["bo@example.com"], max: 1, yes: true }),
    ).rejects.toThrow("2 active keys match, and `--max` allows 1. Nothing was changed.");
    organization.requests();
    await expect(deactivate(organization, [], { unusedFor: day })).rejects.toThrow("no key is selected.");
    await expect(deactivate(organization, ["adas"], { creatorLeft: true })).rejects.toThrow(
      "`--creator`, `--creator-left` and `--unused-for` cannot be combined with names of keys.",
    );
    expect(organization.requests()).toEqual([]);
  });

  it("reports its progress when a write fails, and continues in the next run", async () => {
    const organization = await prepared();
    organization.emulator.faults.add({ kind: "status", status: 403, method: "POST", after: 1, times: 1 });
    const failing = deactivate(organization, [], { creator: ["bo@example.com"], yes: true });
    await expect(failing).rejects.toThrow('cannot deactivate the key "personal" (apikey_01personal): ');
    expect(organization.printed.at(-1)).toBe("Stopped after 1 of 2 keys. Run again to continue.");
    const { writes } = await deactivate(organization, [], { creator: ["bo@example.com"], yes: true });
    expect(writes.at(-1)).toEqual(["apikey_01personal", inactive]);
    expect(organization.key("apikey_01personal")?.status).toBe("inactive");
  });

  it("deactivates the keys of a creator even if one list of keys is empty or stale", async () => {
    const lateKey = { type: "api_key", partial_key_hint: null, expires_at: null, status: "inactive" };
    const late = keys.map((key) => ({ ...key, ...lateKey }));
    for (const data of [[], late]) {
      const organization = await prepared();
      const body = { data, has_more: false, first_id: null, last_id: null };
      const path = "/v1/organizations/api_keys";
      organization.emulator.faults.add({ kind: "status", status: 200, path, body });
      const { code, writes } = await deactivate(organization, [], { creator: ["bo@example.com"], yes: true });
      expect({ code, writes }).toEqual({
        code: 0,
        writes: [
          ["apikey_01bos", inactive],
          ["apikey_01personal", inactive],
        ],
      });
    }
  });

  it("reads no state outside of a project, with a message", async () => {
    const organization = await prepared();
    const { text } = await deactivate(organization, ["adas"], { state: [] });
    expect(text).toContain("No state was read: there is no Pulumi project here.");
    expect(text).not.toContain("Declared by");
  });
});
