import { expect, test } from "vitest";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const limiting = (name: string, group: string, limits: string, options = "") => `
  new anthropic.WorkspaceRateLimit("${name}", { workspace: research, ${group}, limits: { ${limits} } }${options});`;
const research = 'const research = new anthropic.Workspace("research", { name: "Research" });';
const opus = 'model: "claude-opus-5-5"';

test("rate limits are set, changed type by type, repaired and cleared", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const entryOf = (type: string) => state().rate_limits.find(({ group }) => group.type === type);
  const overrides = () =>
    state()
      .workspace_rate_limits.flatMap(({ limits }) => limits)
      .map(({ type, value }) => `${type} ${value}`)
      .toSorted();
  const batch = limiting("batch", 'groupType: "batch"', "requests_per_minute: 5000");
  const stack = await newStack({
    emulator,
    program: research + limiting("opus", opus, "requests_per_minute: 500, fast_otpm: 9") + batch,
  });
  const { output } = await stack.up();
  expect(diagnostics(output)).toMatch(
    /batch: `requests_per_minute` of workspace wrkspc_\w+ is 5000, above the organization's limit of 4000\. The API enforces the lower one\./,
  );
  const { id = "" } = await stack.resource("research");
  const { id: group, inputs } = await stack.resource("opus");
  expect(group).toBe(`${id}/${entryOf("model_group")?.group.id}`);
  expect(inputs).toMatchObject({
    model: "claude-opus-5-5",
    limits: { requests_per_minute: 500, fast_otpm: 9 },
  });
  expect(
    requestsOf(emulator)
      .filter((request) => request.startsWith("GET"))
      .toSorted(),
  ).toEqual(["GET /rate_limits", "GET /workspaces", `GET /workspaces/${id}/rate_limits`]);
  await stack.up(["--expect-no-changes"]);
  expect(requestsOf(emulator)).toEqual([]);

  // Without a key, the preview of changed and removed limits needs no request.
  await stack.program(research + limiting("opus", opus, "requests_per_minute: 600") + batch);
  const keyless = await stack.preview(["--diff"], { env: { ANTHROPIC_ADMIN_KEY: undefined } });
  expect(keyless.output).toMatch(/- fast_otpm *: 9\n/);
  expect(keyless.output).toMatch(/~ requests_per_minute: 500 => 600\n/);
  await stack.up();
  const entry = `/workspaces/${id}/rate_limits/${entryOf("model_group")?.id}`;
  expect(writesOf(emulator)).toEqual([
    `POST ${entry} {"limits":[{"type":"requests_per_minute","value":600},{"type":"fast_otpm","value":null}]}`,
  ]);

  // A limit that the program does not declare is no drift; the others are repaired.
  console.setWorkspaceRateLimits(id, "claude-opus-5", { tokens_per_day: 7 });
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  console.setWorkspaceRateLimits(id, "claude-opus-5", { requests_per_minute: 60 });
  console.setWorkspaceRateLimits(id, "batch", { requests_per_minute: null });
  emulator.clearRequests();
  await stack.refresh(["--preview-only", "--expect-no-changes"], { fails: 7 });
  expect(requestsOf(emulator).toSorted()).toEqual(["GET /workspaces", `GET /workspaces/${id}/rate_limits`]);
  await stack.up(["--refresh"]);
  expect(overrides()).toEqual(["requests_per_minute 5000", "requests_per_minute 600", "tokens_per_day 7"]);

  // Removing one resource clears its limits; destroying the rest takes one request, since archiving ends the limits.
  await stack.program(research + limiting("opus", opus, "requests_per_minute: 600"));
  await stack.up();
  expect(overrides()).toEqual(["requests_per_minute 600", "tokens_per_day 7"]);
  emulator.clearRequests();
  await stack.destroy();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id}/archive`]);
}, 180_000);

test("ownership of rate limits moves, and replacement and import write what the program declares", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const limits = "requests_per_minute: 500";
  const stack = await newStack({ emulator, program: research + limiting("opus", opus, limits) });
  await stack.up();
  const { id = "" } = await stack.resource("research");
  const { id: own, urn } = await stack.resource("opus");
  emulator.clearRequests();

  // Renamed without an alias, then moved into a component with one, then forced to be replaced.
  await stack.program(research + limiting("renamed", opus, limits));
  expect(diagnostics((await stack.up()).output)).toContain(
    `opus: WorkspaceRateLimit ${own} is still declared in this program. Nothing was removed.`,
  );
  await stack.program(`${research}
    class Team extends pulumi.ComponentResource {
      constructor(name) {
        super("test:Team", name);
        const parent = this;
        ${limiting("renamed", opus, limits, ", { parent, aliases: [{ parent: pulumi.rootStackResource }] }")}
      }
    }
    new Team("team");`);
  await stack.up();
  const { urn: inside } = await stack.resource("renamed");
  expect(inside).not.toBe(urn);
  await stack.up(["--replace", inside]);
  expect(writesOf(emulator)).toEqual([]);

  // Two models of one family are one group.
  await stack.program(
    research + limiting("one", opus, limits) + limiting("two", 'model: "claude-opus-5"', "fast_otpm: 1"),
  );
  expect(diagnostics((await stack.up([], { fails: true })).output)).toContain(
    "another resource in this program declares the limits of group",
  );

  // Another family replaces the resource. Limits that were set in the Console are imported and read.
  console.setWorkspaceRateLimits(id, "batch", { tokens_per_day: 7 });
  await stack.program(`${research}
    ${limiting("one", 'model: "claude-haiku-5"', limits)}
    ${limiting("batch", 'groupType: "batch"', "tokens_per_day: 7", `, { import: "${id}/batch" }`)}
    export const read = anthropic.WorkspaceRateLimit.get("read", "${id}/batch").limits;`);
  emulator.clearRequests();
  await stack.up();
  expect((await stack.resource("batch")).outputs).toMatchObject({ adopted: true, groupType: "batch" });
  expect(await stack.outputs()).toEqual({ read: { tokens_per_day: 7 } });
  expect(
    state()
      .workspace_rate_limits.flatMap(({ limits: all }) => all)
      .map(({ type, value }) => `${type} ${value}`)
      .toSorted(),
  ).toEqual(["requests_per_minute 500", "tokens_per_day 7"]);
  await stack.up(["--expect-no-changes"]);
}, 180_000);
