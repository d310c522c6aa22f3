import { describe, expect, test } from "vitest";
import { apiKey as ApiKey } from "../../../../provider/resources/apiKey/plan.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import {
  create,
  createPartially,
  failures,
  organization,
  paths,
  preview,
  refreshed,
  refusal,
  up,
  updatePartially,
} from "../../harness/index.ts";

/** An organization whose API stores one space for several, and composed characters. */
const normalizing = () => organization({ assumptions: { storedNames: "normalize" } });

const stored = '"Data Science" (U+0020)';
const declared = '"Data  Science" (U+0020 U+0020)';

describe("a name that the API stores in another spelling", () => {
  test("a name that the API spells differently is reported at the first `up` with both spellings, and sent only once", async () => {
    const { process, writes, notices, workspaceNames } = await normalizing();
    const args = { name: "Data  Science" };
    const resource = await createPartially(process(), Workspace, args);
    const { id, initError } = resource;
    expect(initError).toBe(
      `Workspace ${id} was written, but the API returned different values: \`name\` is ${stored} instead of ${declared}. Use the spelling of the API in the program.`,
    );
    expect(writes()).toEqual(['POST /workspaces {"name":"Data  Science"}']);
    const why = `update Workspace ${id}: the API stores \`name\` as ${stored} instead of ${declared}. Use the spelling of the API in the program.`;
    const read = await refreshed(process(), resource);
    for (const before of [resource, read]) {
      expect((await preview(process(), before, args)).action).toBe("update");
      expect(notices.splice(0)).toEqual([`it: \`up\` will refuse to ${why}`]);
      expect(await refusal(up(process(), before, args))).toBe(`cannot ${why}`);
      notices.splice(0);
    }
    expect(writes()).toEqual([]);
    expect(workspaceNames()).toEqual(["Data Science"]);
  });

  test("a name that the API spells differently needs no request once the program uses the spelling of the API", async () => {
    const { process, writes } = await normalizing();
    const before = await createPartially(process(), Workspace, { name: "Data  Science" });
    writes();
    const args = { name: "Data Science" };
    const after = await up(process(), before, args);
    expect(writes()).toEqual([]);
    expect(after.outputs).toMatchObject({ name: "Data Science", status: "active", adopted: false });
    expect(after.outputs).not.toHaveProperty("__mismatches");
    expect((await preview(process(), after, args)).action).toBe("nothing");
  });

  test("a name that the API spells differently can still be renamed to a name that differs in another way", async () => {
    const { process, writes } = await normalizing();
    const before = await createPartially(process(), Workspace, { name: "Data  Science" });
    writes();
    const after = await up(process(), before, { name: "data Science" });
    expect(writes()).toEqual([`POST /workspaces/${before.id} {"name":"data Science"}`]);
    expect(after.outputs).toMatchObject({ name: "data Science" });
  });

  test("a name that the API spells differently is also reported for a rename, alone or with other changes", async () => {
    const { process, writes, existing } = await normalizing();
    const resource = await existing(Workspace, { name: "Lab" });
    const partly = await updatePartially(process(), resource, { name: "My  Lab", tags: { team: "ml" } });
    expect(partly.initError).toContain(
      '`name` is "My Lab" (U+0020) instead of "My  Lab" (U+0020 U+0020). Use',
    );
    expect(partly.outputs).toMatchObject({ name: "My Lab", tags: { team: "ml" } });
    writes();
    await refusal(up(process(), partly, { name: "My   Lab", tags: { team: "ops" } }));
    expect(writes()).toEqual([]);
  });

  test("a name that the API spells differently is reported at the second attempt if the response has the former name, which may be stale", async () => {
    const { process, writes, existing } = await normalizing();
    const resource = await existing(Workspace, { name: "Data Science" });
    const args = { name: "Data  Science" };
    const first = await updatePartially(process(), resource, args);
    expect(first.initError).toContain(`is ${stored} instead of ${declared}. Run \`pulumi up\` again`);
    const second = await updatePartially(process(), first, args);
    expect(second.initError).toContain(`is ${stored} instead of ${declared}. Use the spelling of the API`);
    expect(writes()).toHaveLength(2);
    await refusal(up(process(), second, args));
    expect(writes()).toEqual([]);
  });

  test("a name that the API spells differently is found after a lost response, and no second workspace is created", async () => {
    const { process, workspaceNames, emulator } = await normalizing();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.workspaces });
    const { id, initError } = await createPartially(process(), Workspace, { name: "Data  Science" });
    expect(initError).toContain(`Workspace ${id} was written, but`);
    expect(workspaceNames()).toEqual(["Data Science"]);
  });

  test("a name that the API spells differently is reported for an API key", async () => {
    const { process, console, writes } = await normalizing();
    const { id } = console.createWorkspace({ name: "Lab" });
    const key = console.createApiKey({ name: "CI", workspaceId: id });
    const args = { apiKeyId: key.id, name: "CI  main" };
    const resource = await createPartially(process(), ApiKey, args);
    expect(resource.initError).toContain('`name` is "CI main" (U+0020) instead of "CI  main"');
    expect(writes()).toHaveLength(1);
    expect(await refusal(up(process(), resource, args))).toContain(
      `cannot update ApiKey ${key.id}: the API stores \`name\` as "CI main"`,
    );
    expect(writes()).toEqual([]);
  });
});

test("a name in Unicode's decomposed form is sent and compared in the composed form", async () => {
  const { process, writes, console, existing } = await normalizing();
  const args = { name: "Cafe\u0301", tags: { "e\u0301": "e\u0301" } };
  const resource = await create(process(), Workspace, args);
  expect(writes()).toEqual(['POST /workspaces {"name":"Caf\u00e9","tags":{"\u00e9":"\u00e9"}}']);
  expect((await preview(process(), await refreshed(process(), resource), args)).action).toBe("nothing");
  expect(await refusal(create(process(), Workspace, { name: "Caf\u00e9" }))).toContain("of that name");
  // A name that was given in the Console is compared in the same form.
  const { id } = console.createWorkspace({ name: " Bu\u0308ro" });
  const adopted = await existing(Workspace, { name: "B\u00fcro", adopt: id });
  expect((await preview(process(), adopted, { name: "Bu\u0308ro", adopt: id })).action).toBe("nothing");
});

test("a value that the API keeps changing is sent again at the next `up`, and then the advice is to declare what the API returns", async () => {
  const { process, emulator, existing } = await organization();
  const resource = await existing(Workspace, { name: "Lab" });
  const answer = { ...emulator.organization().state().workspaces[0], display_color: "#112233" };
  emulator.faults.add({
    kind: "status",
    status: 200,
    method: "POST",
    path: paths.workspace,
    body: answer,
    times: 2,
  });
  const args = { name: "Lab", displayColor: "#AABBCC" };
  const first = await updatePartially(process(), resource, args);
  expect(first.initError).toContain(
    '`displayColor` is "#112233" instead of "#AABBCC". Run `pulumi up` again',
  );
  const second = await updatePartially(process(), first, args);
  expect(second.initError).toContain(
    '`displayColor` is "#112233" instead of "#AABBCC". It also did so after an earlier write. Declare the values that the API returns.',
  );
  const third = await up(process(), second, args);
  expect(third.outputs).toMatchObject({ displayColor: "#AABBCC" });
  expect(third.outputs).not.toHaveProperty("__mismatches");
});

describe("names that look like others", () => {
  const declare = (session: Parameters<typeof failures>[0], origin: string, name: string, args = {}) =>
    failures(session, Workspace, { __origin: `acme/dev::${origin}`, name, ...args });

  test("names that look like others are accepted with a warning at preview", async () => {
    const { process, notices } = await organization();
    const session = process();
    expect(declare(session, "a", "Data\u200b Lab")).toEqual([]);
    expect(declare(session, "b", "Lab", { tags: { team: "m\u00adl" } })).toEqual([]);
    expect(notices.splice(0)).toEqual([
      "a: `name` contains U+200B, which is invisible or looks like a space. Remove it, unless it is intended.",
      "b: `tags` contains U+00AD, which is invisible or looks like a space. Remove it, unless it is intended.",
    ]);
    for (const [origin, name] of [
      ["c", "D\u0430ta Lab"],
      ["d", "lab"],
    ] as const)
      expect(declare(session, origin, name)).toEqual([]);
    expect(notices).toEqual([
      "c: `name` looks like the name of the resource `a`. Give one of them another name, unless both are intended.",
      "d: `name` looks like the name of the resource `b`. Give one of them another name, unless both are intended.",
    ]);
  });

  test("cause no warning as long as they do not change", async () => {
    const { process, notices, existing } = await organization();
    const args = { name: "Data\u200b Lab" };
    const resource = await existing(Workspace, args);
    notices.splice(0);
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    expect(notices).toEqual([]);
  });

  test("names that look like others are compared with the workspaces of the organization when one is created", async () => {
    const { process, notices, console, requests } = await organization();
    const { id } = console.createWorkspace({ name: "Data Lab" });
    await create(process(), Workspace, { name: "D\u0430ta Lab" });
    expect(notices).toEqual([
      `it: The name of the new workspace "D\u0430ta Lab" looks like that of workspace "Data Lab" (${id}). Rename one of them, unless both are intended.`,
    ]);
    expect(requests()).toEqual(["GET /workspaces", 'POST /workspaces {"name":"D\u0430ta Lab"}']);
  });

  test("cause a warning for an API key", async () => {
    const { process, notices } = await organization();
    expect(failures(process(), ApiKey, { apiKeyId: "apikey_01", name: "C\u2060I" })).toEqual([]);
    expect(notices).toEqual([
      "it: `name` contains U+2060, which is invisible or looks like a space. Remove it, unless it is intended.",
    ]);
  });
});
