import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { kinds } from "../../../../provider/registry.ts";
import {
  create,
  failures,
  organization,
  organizationWithRateLimits,
  preview,
  rejection,
} from "../../harness/index.ts";

const { Workspace, WorkspaceRateLimit } = kinds;

const workspace = "wrkspc_1";
const limits = { requests_per_minute: 5 };

async function reasons(args: Properties): Promise<string[]> {
  const { process } = await organization();
  return failures(process({}, { ANTHROPIC_ADMIN_KEY: undefined }), WorkspaceRateLimit, args);
}

function named(name: string, args: Properties): Properties {
  return { [kernelKeys.origin]: `acme/dev::${name}`, ...args };
}

describe("WorkspaceRateLimit check", () => {
  test("accepts a model or the type of an API, without a key", async () => {
    expect(await reasons({ workspace, model: " claude-opus-5-5 ", limits })).toEqual([]);
    expect(
      await reasons({ workspace, groupType: "web_search", limits: { tool_uses_per_second: 0 } }),
    ).toEqual([]);
  });

  test.each<[string, Properties]>([
    ["`workspace` is required", { model: "claude-opus-5", limits }],
    ["`limits` is required", { workspace, model: "claude-opus-5" }],
    ["Set `model` or `groupType`.", { workspace, limits }],
    [
      "Set `model` or `groupType`, not both.",
      { workspace, model: "claude-opus-5", groupType: "batch", limits },
    ],
    ["`model`: must be a model such as", { workspace, model: "claude opus", limits }],
    ["`groupType`: must not be `model_group`", { workspace, groupType: "model_group", limits }],
    ["`groupType`: must be `batch`, `files`", { workspace, groupType: "vision", limits }],
    ["`limits`: must have at least one limit.", { workspace, groupType: "batch", limits: {} }],
    [
      "`limits`: has `enqueued_batch_requests`, and the API can override only some types",
      { workspace, groupType: "batch", limits: { enqueued_batch_requests: 5 } },
    ],
    [
      "`limits`: has `requestsPerMinute`, which is not a type of rate limit. Use `requests_per_minute`.",
      { workspace, groupType: "batch", limits: { requestsPerMinute: 5 } },
    ],
    ...[-1, 1.5, "5", 2 ** 53, null].map((value): [string, Properties] => [
      "`limits.requests_per_minute`: must be a whole number, 0 or more.",
      { workspace, groupType: "batch", limits: { requests_per_minute: value } },
    ]),
  ])("rejects invalid arguments: %s", async (reason, args) => {
    expect(await reasons(args)).toEqual([expect.stringContaining(reason)]);
  });

  test("rejects two resources with the same model or API in a workspace", async () => {
    const { process } = await organization();
    for (const group of [{ model: "claude-opus-5" }, { groupType: "batch" }]) {
      const session = process();
      expect(failures(session, WorkspaceRateLimit, named("one", { workspace, ...group, limits }))).toEqual(
        [],
      );
      expect(failures(session, WorkspaceRateLimit, named("two", { workspace, ...group, limits }))).toEqual([
        expect.stringContaining("is already declared by another resource of this program, `one`"),
      ]);
      const elsewhere = { workspace: "wrkspc_2", ...group, limits };
      expect(failures(session, WorkspaceRateLimit, named("three", elsewhere))).toEqual([]);
    }
  });

  test("rejects two existing resources with models of one family", async () => {
    const { process, workspace: id } = await organizationWithRateLimits();
    const one = named("one", { workspace: id, model: "claude-opus-5", limits });
    const two = named("two", { workspace: id, model: "claude-opus-5-5", limits });
    const first = await create(process(), WorkspaceRateLimit, one);
    const second = await create(process(), WorkspaceRateLimit, two);
    const session = process();
    expect((await preview(session, first, one)).action).toBe("nothing");
    expect((await rejection(preview(session, second, two))).message).toContain(
      "is already declared by another resource of this program, `one`",
    );
  });

  test("rejects the default workspace of the program at preview", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization().state().default_workspace;
    const args = named("default", { name: "Default", adopt: id });
    const adopted = await create(process(), Workspace, args);
    const session = process();
    await preview(session, adopted, named("default", { name: "Default" }));
    expect(
      failures(session, WorkspaceRateLimit, named("it", { workspace: id, groupType: "batch", limits })),
    ).toEqual([expect.stringContaining("the default workspace has the rate limits of the organization")]);
  });
});

test.each([
  [" wrkspc_1/rlg_2 ", "wrkspc_1/rlg_2"],
  ["wrkspc_1/batch", "wrkspc_1/batch"],
  ["wrkspc_1/claude-opus-5-5", "wrkspc_1/claude-opus-5-5"],
])("the ID of a WorkspaceRateLimit is accepted as %j", (given, id) => {
  expect(WorkspaceRateLimit.parseId(given)).toBe(id);
});

test.each(["wrkspc_1", "wrkspc_1/", "rlg_2", "wrkspc_1/rlg_2/x", "wrkspc_1/model_group", "user_1/batch"])(
  "the ID of a WorkspaceRateLimit is not %j",
  (id) => {
    expect(() => WorkspaceRateLimit.parseId(id)).toThrow("is not the ID of a WorkspaceRateLimit");
  },
);
