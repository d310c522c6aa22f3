import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import { failures, organization } from "../../harness/index.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("ApiKey check", () => {
  it("rejects an ApiKey without `apiKeyId` and says that keys are created in the Console", async () => {
    const { process } = await organization();
    expect(failures(process(), apiKey, { name: "CI" })).toEqual([
      "`apiKeyId` is required. Keys are adopted, since the API cannot create keys, so a key's secret never passes through a program. Create it in the Console and set `apiKeyId` to its ID.",
    ]);
  });

  it("rejects a second ApiKey with the same `apiKeyId`", async () => {
    const { process } = await organization();
    const session = process();
    const two = { __origin: "acme/dev::two" };
    expect(failures(session, apiKey, { apiKeyId: "apikey_1" })).toEqual([]);
    expect(failures(session, apiKey, { apiKeyId: "apikey_1", ...two })).toEqual([
      "ApiKey apikey_1 is already declared by another resource of this program, `it`. Remove one of the two resources; the object is not changed.",
    ]);
    expect(failures(session, apiKey, { apiKeyId: "apikey_2", ...two })).toEqual([]);
  });

  it("rejects the secret of a key as its ID without repeating it", async () => {
    const { process } = await organization();
    const secret = "sk-ant-api03-verysecret";
    const [reason = ""] = failures(process(), apiKey, { apiKeyId: secret });
    expect(reason).toBe(
      "`apiKeyId`: must be an ID that begins with `apikey_`. This is the secret of a key, not its ID: remove it from the program, and revoke the key if others have seen it.",
    );
    const imported = failures(process(), apiKey, { apiKeyId: "apikey_1", adopt: secret });
    expect(imported).toEqual([
      "The secret of a key is not the ID of an ApiKey, which begins with `apikey_`. Remove it from the program, and revoke the key if others have seen it.",
    ]);
  });

  it("rejects `expired` and unknown values of `status` and `onDelete`", async () => {
    const { process } = await organization();
    expect(failures(process(), apiKey, { apiKeyId: "apikey_1", status: "expired" })).toEqual([
      "`status`: `expired` cannot be declared. Declare `archived`, or leave `status` out.",
    ]);
    expect(failures(process(), apiKey, { apiKeyId: "apikey_1", status: "on", onDelete: "never" })).toEqual([
      "`status`: must be `active`, `inactive` or `archived`.",
      "`onDelete`: must be `retain` or `deactivate`.",
    ]);
  });

  it("rejects properties of a key that the API cannot set", async () => {
    const { process } = await organization();
    const judged = (more: object) => failures(process(), apiKey, { apiKeyId: "apikey_1", ...more });
    expect(judged({ secret: true })[0]).toMatch(/^`secret`: the Console shows the secret once/);
    expect(judged({ expiresAt: "2030-01-01" })[0]).toMatch(
      /^`expiresAt`: the API cannot change the secret or the expiry/,
    );
    expect(judged({ onDelete: "delete" })[0]).toMatch(/^`onDelete`: the API cannot delete keys/);
  });

  it("accepts unknown values of an ApiKey in a preview without a request", async () => {
    const { process, requests } = await organization();
    const args = { apiKeyId: unknown, workspace: unknown, status: "active" };
    expect(failures(process(), apiKey, args)).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it("rejects leaving `archived`, except for another key or a value equal to the old input", async () => {
    const { process } = await organization();
    const olds = { apiKeyId: "apikey_1", status: "archived" };
    expect(failures(process(), apiKey, { apiKeyId: "apikey_1", status: "active" }, olds)).toEqual([
      "`status` cannot become `active`: the key is archived, and archiving a key is final. Create a new key in the Console and change `apiKeyId` to its ID.",
    ]);
    for (const news of [
      { apiKeyId: "apikey_1", status: "archived" },
      { apiKeyId: "apikey_1" },
      { apiKeyId: "apikey_2", status: "active" },
      { apiKeyId: unknown, status: "active" },
    ]) {
      expect(failures(process(), apiKey, news, olds)).toEqual([]);
    }
    const expired = { apiKeyId: "apikey_1", status: "expired" };
    expect(failures(process(), apiKey, { ...expired }, expired)).toEqual([]);
    expect(failures(process(), apiKey, { ...expired, status: "active" }, expired)).toEqual([]);
  });

  it("rejects another workspace for the same key", async () => {
    const { process } = await organization();
    const olds = { apiKeyId: "apikey_1", workspace: "wrkspc_1" };
    expect(failures(process(), apiKey, { ...olds, workspace: "wrkspc_2" }, olds)).toEqual([
      "`workspace` cannot become wrkspc_2: the key belongs to wrkspc_1 and stays there. Create a key in the other workspace in the Console, and set `apiKeyId` to its ID.",
    ]);
    expect(failures(process(), apiKey, { apiKeyId: "apikey_2", workspace: "wrkspc_2" }, olds)).toEqual([]);
  });
});
