import { expect, test } from "vitest";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("a workspace is created, updated in place with only the changed fields, and archived by destroy", async () => {
  const emulator = await emulated();
  const stack = await newStack({
    emulator,
    program: `new anthropic.Workspace("research", {
      name: " Research ", displayColor: "#aabbcc", tags: { team: "ml", cost: "1" },
      dataResidency: { allowedInferenceGeos: ["us", "global"], defaultInferenceGeo: "us" },
    });`,
  });
  await stack.up();
  expect(writesOf(emulator)).toEqual([
    'POST /workspaces {"name":"Research","display_color":"#AABBCC","tags":{"cost":"1","team":"ml"},' +
      '"data_residency":{"allowed_inference_geos":["global","us"],"default_inference_geo":"us"}}',
  ]);
  const { id = "" } = await stack.resource("research");

  await stack.program(`new anthropic.Workspace("research", {
    name: "Labs", displayColor: "#AABBCC", tags: { team: "nlp" },
    dataResidency: { allowedInferenceGeos: ["global", "us"], defaultInferenceGeo: "global" }, forceDestroy: true,
  });`);
  await stack.up();
  const { id: after, outputs } = await stack.resource("research");
  expect(after).toBe(id);
  expect(outputs).toMatchObject({ name: "Labs", tags: { team: "nlp" }, status: "active", adopted: false });
  expect(writesOf(emulator)).toEqual([
    `POST /workspaces/${id} {"name":"Labs","tags":{"team":"nlp","cost":null},"data_residency":{"default_inference_geo":"global"}}`,
  ]);

  await stack.program('new anthropic.Workspace("research", { name: "Labs" });');
  await stack.up();
  expect(requestsOf(emulator)).toEqual([]);
  expect((await stack.resource("research")).outputs).toMatchObject({ tags: { team: "nlp" } });

  await stack.destroy();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id}/archive`]);
  expect((await stack.export()).resources ?? []).toEqual([]);
});

test("tags can have any key except the one that Pulumi drops", async () => {
  const emulator = await emulated();
  const tags = '{ constructor: "a", toString: "b", hasOwnProperty: "c", valueOf: "d", then: "e" }';
  const stack = await newStack({
    emulator,
    program: `new anthropic.Workspace("research", { name: "Research", tags: ${tags} });`,
  });
  await stack.up();
  const [made] = emulator.organization().state().workspaces;
  expect(Object.entries(made?.tags ?? {}).sort()).toEqual([
    ["constructor", "a"],
    ["hasOwnProperty", "c"],
    ["then", "e"],
    ["toString", "b"],
    ["valueOf", "d"],
  ]);
  await stack.preview(["--refresh", "--run-program", "--expect-no-changes"]);

  emulator.clearRequests();
  await stack.program(
    'new anthropic.Workspace("research", { name: "Research", tags: { constructor: "z" } });',
  );
  await stack.up();
  expect(emulator.organization().state().workspaces[0]?.tags).toEqual(
    Object.fromEntries([["constructor", "z"]]),
  );

  await stack.program(
    'new anthropic.Workspace("research", { name: "Research", tags: { ["__proto__"]: "x" } });',
  );
  const { output } = await stack.preview([], { fails: true });
  expect(diagnostics(output)).toContain(
    '`tags` of "research" has the key `__proto__`, which Pulumi drops. Use another key.',
  );
  expect(diagnostics(output)).not.toContain("TypeError");
});

test("preview refuses a change that the API cannot make, and says what to do", async () => {
  const emulator = await emulated({
    seed: {
      version: 1,
      settings: { user_profiles: [{ id: "uprof_01" }] },
      external_keys: [{ id: "ekey_01", user_profile_id: "uprof_01" }],
    },
  });
  const main = emulator.organization().state().default_workspace.id;
  const research = (args: string) => `new anthropic.Workspace("research", { name: "Research", ${args} });`;
  const adopted = (name: string) =>
    `new anthropic.Workspace("main", { name: "${name}" }, { import: "${main}" });`;
  const asMade = research(
    'externalKeyId: "ekey_01", userProfileId: "uprof_01", dataResidency: { workspaceGeo: "us" }',
  );
  const stack = await newStack({ emulator, program: asMade + adopted("Default") });
  await stack.up();
  emulator.clearRequests();
  const refused = async (program: string) => {
    await stack.program(program);
    return diagnostics((await stack.preview([], { fails: true })).output);
  };

  const writtenOnce = await refused(research('externalKeyId: "ekey_02", userProfileId: "uprof_02"'));
  expect(writtenOnce).toMatch(
    /externalKeyId.*the API can set this property only once\. Declare a new workspace/,
  );
  expect(writtenOnce).toMatch(
    /userProfileId.*the API can set this property only once\. Declare a new workspace/,
  );
  expect(await refused(research('dataResidency: { workspaceGeo: "eu" }'))).toContain(
    "`dataResidency.workspaceGeo`: must be `us`, the only location where data is stored.",
  );
  expect(await refused(adopted("Main"))).toMatch(
    /'main' has a problem: .*Keep its name `Default`, or declare another workspace/,
  );
  expect(requestsOf(emulator)).toEqual([]);

  const { id } = await stack.resource("research");
  expect((await stack.destroy()).output).toContain(`The default workspace (${main}) is left unchanged`);
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id}/archive`]);
});

test("a second workspace with the same name is refused unless `allowDuplicateName` is set", async () => {
  const emulator = await emulated();
  const taken = emulator.organization().console.createWorkspace({ name: "Taken" });
  const stack = await newStack({
    emulator,
    program: `
      new anthropic.Workspace("taken", { name: "Taken" });
      new anthropic.Workspace("one", { name: "Twin" });`,
  });
  const { output } = await stack.up(["--continue-on-error"], { fails: true });
  const refused = diagnostics(output);
  expect(refused).toContain(
    `cannot create workspace "Taken": the organization has a workspace of that name, ${taken.id}. If you renamed or moved this resource, add the resource option \`aliases\`. If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack dev --yes\` and then \`up\` again. To adopt it, add the resource option \`import: "${taken.id}"\`.`,
  );
  expect(writesOf(emulator)).toEqual(['POST /workspaces {"name":"Twin"}']);

  await stack.program(`
    new anthropic.Workspace("taken", { name: "Taken", allowDuplicateName: true });
    new anthropic.Workspace("one", { name: "Twin", allowDuplicateName: true });
    new anthropic.Workspace("other", { name: "Twin", allowDuplicateName: true });`);
  await stack.up();
  expect(writesOf(emulator).sort()).toEqual([
    'POST /workspaces {"name":"Taken"}',
    'POST /workspaces {"name":"Twin"}',
  ]);
});

test("two workspaces can swap their names", async () => {
  const emulator = await emulated();
  const declaring = (one: string, other: string) => `
    new anthropic.Workspace("one", { name: "${one}" });
    new anthropic.Workspace("other", { name: "${other}" });`;
  const stack = await newStack({ emulator, program: declaring("Red", "Blue") });
  await stack.up();
  const ids = [(await stack.resource("one")).id, (await stack.resource("other")).id];
  await stack.program(declaring("Blue", "Red"));
  await stack.up();
  const { workspaces } = emulator.organization().state();
  expect(ids.map((id) => workspaces.find((workspace) => workspace.id === id)?.name)).toEqual(["Blue", "Red"]);
  expect(workspaces).toHaveLength(2);
});
