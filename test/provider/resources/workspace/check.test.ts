import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { failures, organization } from "../../harness/index.ts";

/** A process without a credential. */
async function offline(settings: Record<string, string> = {}) {
  return (await organization()).process(settings, { ANTHROPIC_ADMIN_KEY: undefined });
}

describe("Workspace check", () => {
  const reasons = async (args: Properties, olds: Properties = {}, settings: Record<string, string> = {}) =>
    failures(await offline(settings), Workspace, args, olds);

  test("normalizes names, colors and sets", async () => {
    const { inputs } = Workspace.check(
      await offline(),
      {},
      {
        name: "  Lab ",
        displayColor: "#6c5bb9",
        dataResidency: { allowedInferenceGeos: ["us", "global", "us"] },
        externalKeyId: " ekey_1 ",
      },
    );
    expect(inputs).toEqual({
      name: "Lab",
      displayColor: "#6C5BB9",
      dataResidency: { allowedInferenceGeos: ["global", "us"] },
      externalKeyId: "ekey_1",
    });
  });

  test.each<[Properties, string]>([
    [{}, "`name` is required."],
    [{ name: "  " }, "`name`: must not be empty."],
    [{ name: "x".repeat(256) }, "`name`: must have at most 255 characters."],
    [{ name: "A", displayColor: "red" }, "`displayColor`: must be a color such as `#6C5BB9`."],
    [
      { name: "A", dataResidency: { allowedInferenceGeos: ["eu"] } },
      "`dataResidency.allowedInferenceGeos`: must be `unrestricted` or an array of `global` and `us`.",
    ],
    [
      { name: "A", dataResidency: { allowedInferenceGeos: [] } },
      "`dataResidency.allowedInferenceGeos`: must be `unrestricted` or an array of `global` and `us`.",
    ],
    [
      { name: "A", dataResidency: { workspaceGeo: "eu" } },
      "`dataResidency.workspaceGeo`: must be `us`, the only location where data is stored.",
    ],
    [
      { name: "A", dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "global" } },
      "`defaultInferenceGeo` is `global`, which `allowedInferenceGeos` (us) does not allow. Add it there, or choose another.",
    ],
    [{ name: "A", externalKeyId: "key_1" }, "`externalKeyId`: must be an ID that begins with `ekey_`."],
    [{ name: "A", userProfileId: "profile" }, "`userProfileId`: must be an ID that begins with `uprof_`."],
    [{ name: "A", onArchived: "ignore" }, "`onArchived`: must be `refuse` or `recreate`."],
    [{ name: "A", onDelete: "remove" }, "`onDelete`: must be `archive` or `retain`."],
    [{ name: "A", onDelete: "delete" }, `\`onDelete\`: ${row("deleteWorkspace")}`],
    [{ name: "A", forceDestroy: "yes" }, "`forceDestroy`: must be `true` or `false`."],
    [{ name: "A", allowDuplicateName: 1 }, "`allowDuplicateName`: must be `true` or `false`."],
  ])("rejects %j in the arguments of a Workspace", async (args, reason) => {
    expect(await reasons(args)).toEqual([reason]);
  });

  test.each(["anthropic", "Anthropic-team", "ANTHROPIC_x"])("rejects the tag %j", async (key) => {
    const [reason, ...more] = await reasons({ name: "A", tags: { [key]: "x" } });
    expect(more).toEqual([]);
    expect(reason).toContain("must not begin with `anthropic`, which is reserved");
  });

  test("accepts a name of 255 characters of any kind", async () => {
    expect(await reasons({ name: "ß".repeat(255) })).toEqual([]);
    expect(await reasons({ name: "研究 🧪 <b>&amp; 'quotes' \\ / ../" })).toEqual([]);
  });

  test("rejects the owner tag of the stack in `tags`", async () => {
    const args = { name: "A", tags: { owner: "me" } };
    const reason =
      "`tags` has `owner`, the key of `anthropic:ownerTag`. Remove it from `tags`, or choose another ownership tag.";
    expect(await reasons(args, {}, { ownerTag: "owner" })).toEqual([reason]);
    // Also when the tag is older than the owner tag.
    expect(await reasons(args, args, { ownerTag: "owner" })).toEqual([reason]);
    expect(await reasons(args, {}, { ownerTag: "stack" })).toEqual([]);
  });

  describe("Workspace check of changes that the API cannot make", () => {
    test("rejects another `workspaceGeo`", async () => {
      const olds = { name: "A", dataResidency: { workspaceGeo: "eu", defaultInferenceGeo: "us" } };
      expect(await reasons({ name: "A", dataResidency: { workspaceGeo: "us" } }, olds)).toEqual([
        `\`workspaceGeo\` cannot change from eu to us: ${row("moveWorkspace")}`,
      ]);
      expect(await reasons({ name: "A", dataResidency: { defaultInferenceGeo: "global" } }, olds)).toEqual(
        [],
      );
      expect(await reasons({ ...olds, name: "B" }, olds)).toEqual([]);
    });

    test.each([
      ["externalKeyId", "ekey_1", "ekey_2"],
      ["userProfileId", "uprof_1", "uprof_2"],
    ])("rejects another value of %s, which is write-once", async (property, first, second) => {
      const olds = { name: "A", [property]: first };
      expect(await reasons({ name: "A", [property]: second }, olds)).toEqual([
        `\`${property}\` cannot change: ${row("changeWriteOnce")}`,
      ]);
      expect(await reasons({ name: "A", [property]: first }, olds)).toEqual([]);
      // Without the field, it is not managed any more.
      expect(await reasons({ name: "A" }, olds)).toEqual([]);
      expect(await reasons({ name: "A", [property]: first }, { name: "A" })).toEqual([]);
    });

    test("rejects another name of the default workspace", async () => {
      expect(await reasons({ name: "Main" }, { name: "Default" })).toEqual([
        `\`name\`: ${row("renameDefaultWorkspace")}`,
      ]);
      expect(await reasons({ name: "Default" }, { name: "Default" })).toEqual([]);
    });
  });

  test.each(["user_1", "wrkspc_", "Research"])("rejects `import` of %j", async (adopt) => {
    expect(await reasons({ name: "A", adopt })).toEqual([
      `"${adopt}" is not the ID of a Workspace, which begins with \`wrkspc_\`.`,
    ]);
  });
});
