import { describe, expect, test } from "vitest";
import { destroy, lostAfterWrite, lostBeforeWrite, paths, refusal } from "../../harness/index.ts";
import { organizationWithKey } from "./keys.ts";

describe("delete of an ExternalKey", () => {
  test("deletes a key that this stack created", async () => {
    const { process, resource, writes, state } = await organizationWithKey();
    await destroy(process(), resource);
    expect(writes()).toEqual([`DELETE /external_keys/${resource.id}`]);
    expect(state().external_keys).toEqual([]);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test("leaves a key with `onDelete` unchanged without a request", async () => {
    const { process, resource, requests, notices } = await organizationWithKey({ onDelete: "retain" });
    await destroy(process(), resource);
    expect(requests()).toEqual([]);
    expect(notices).toEqual([
      `it: External key "Main" (${resource.id}) is left unchanged, since \`onDelete\` is "retain".`,
    ]);
  });

  test("the delete of an ExternalKey is rejected while workspaces use the key, archived ones included, before the request", async () => {
    const { process, resource, console, writes } = await organizationWithKey();
    const live = console.createWorkspace({ name: "Contracts", externalKeyId: resource.id });
    const old = console.createWorkspace({ name: "Claims", externalKeyId: resource.id });
    console.archiveWorkspace("Claims");
    expect(await refusal(destroy(process(), resource))).toBe(
      `cannot delete external key "Main" (${resource.id}): these workspaces use it: "Contracts" (${live.id}), "Claims" (${old.id}, archived), and the data of a workspace stays encrypted with its key even after the workspace is archived. ` +
        'Set `onDelete: "retain"` and run `pulumi up` before you delete the resource, or remove it from the state with `npx pulumi-anthropic detach`, which leaves the key unchanged.',
    );
    expect(writes()).toEqual([]);
  });

  test("the delete of an ExternalKey is rejected while the key is attached, although a stale list shows no workspace", async () => {
    const { process, resource, console, emulator, writes } = await organizationWithKey();
    emulator.assumptions.staleLists = 60;
    console.createWorkspace({ name: "Contracts", externalKeyId: resource.id });
    emulator.assumptions.staleLists = 60;
    expect(await refusal(destroy(process(), resource))).toMatch(
      /^cannot delete external key "Main" \(ekey_\w+\): a workspace uses it, and the data/,
    );
    expect(writes()).toEqual([]);
  });

  test("names ten workspaces at most", async () => {
    const { process, resource, console } = await organizationWithKey();
    for (let count = 1; count <= 12; count += 1) {
      console.createWorkspace({ name: `W${count}`, externalKeyId: resource.id });
    }
    expect(await refusal(destroy(process(), resource))).toMatch(/\) and 2 more, and the data/);
  });

  test.each([...lostAfterWrite, ...lostBeforeWrite])("succeeds when $name", async ({ fault }) => {
    const { process, resource, emulator, state } = await organizationWithKey();
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.externalKey });
    await destroy(process(), resource);
    expect(state().external_keys).toEqual([]);
  });

  test("counts as a removal", async () => {
    const { process, resource, writes } = await organizationWithKey();
    expect(await refusal(destroy(process({ maxRemovals: "0" }), resource))).toContain(
      "`anthropic:maxRemovals` allows 0",
    );
    expect(writes()).toEqual([]);
  });
});
