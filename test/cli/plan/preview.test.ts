import { expect, it } from "vitest";
import { previewOf, readPreview } from "../../../cli/plan/preview.ts";
import { newWorkdir } from "../workdir.ts";

const type = "pulumi-nodejs:dynamic/anthropic:Workspace";
const urnOf = (kind: string, name: string) => `urn:pulumi:dev::lab::${kind}::${name}`;
const provider =
  "urn:pulumi:dev::lab::pulumi:providers:pulumi-nodejs::default::04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function step(op: string, name: string, more: object = {}, of = type) {
  const state = { urn: urnOf(of, name), custom: true, type: of, inputs: {}, provider, ...more };
  return { op, urn: state.urn, ...(op === "delete" ? { oldState: state } : { newState: state }) };
}

const preview = (steps: unknown[], more: object = {}) => previewOf({ steps, ...more }, "preview.json");

it("finds our resources, their stack and its configuration, without what is secret", () => {
  const { stack, config, steps } = preview([step("create", "a"), step("delete", "b")], {
    config: { "anthropic:maxInvitations": "7", "anthropic:adminKey": "[secret]" },
  });
  expect(stack).toBe("lab/dev");
  expect([...config]).toEqual([["anthropic:maxInvitations", "7"]]);
  expect(steps.map(({ op, name, kind }) => [op, name, kind.kind])).toEqual([
    ["create", "a", "Workspace"],
    ["delete", "b", "Workspace"],
  ]);
});

it("tells explicit Providers from the default one, and what they were given", () => {
  const own = urnOf("pulumi:providers:pulumi-nodejs", "sandbox");
  const inputs = { "anthropic:adminKeyVariable": "ANTHROPIC_SANDBOX_KEY" };
  const { steps, providers } = preview([
    step("create", "sandbox", { inputs }, "pulumi:providers:pulumi-nodejs"),
    step("create", "a"),
    step("create", "b", { provider: `${own}::some-id` }),
  ]);
  expect(steps.map((each) => each.provider)).toEqual([undefined, own]);
  expect(providers.get(own)).toEqual(inputs);
});

it("counts resources of other packages that change, each once, and leaves out what is only read", () => {
  const other = "random:index/randomId:RandomId";
  const { otherProviders, steps } = preview([
    step("create", "id", {}, other),
    step("create-replacement", "two", {}, other),
    step("delete-replaced", "two", {}, other),
    step("same", "three", {}, other),
    step("create", "component", { custom: false }, "my:comp:Foo"),
    step("read", "got", { external: true }),
  ]);
  expect(otherProviders).toBe(2);
  expect(steps).toEqual([]);
});

it("says why the preview failed, without colours and stacks", () => {
  const { errors } = preview([], {
    diagnostics: [
      {
        message: "\u001b[31merror: \u001b[0mRunning program failed:\nError: boom\n    at file:///x.mjs:5:7\n",
        severity: "error",
      },
      { message: "looked up nobody", severity: "info" },
      { message: "error: preview failed\n", severity: "error" },
    ],
  });
  expect(errors).toEqual(["Running program failed: Error: boom"]);
});

it("refuses a preview that hides what stays the same, since that may hold what is deleted elsewhere", () => {
  const summary = { changeSummary: { same: 2, delete: 1 } };
  expect(() => preview([step("same", "a"), step("delete", "b")], summary)).toThrow(
    "preview.json does not show the 1 resource that the program leaves as they are, so that it cannot be judged what is taken away. Make it with `pulumi preview --json --show-sames`.",
  );
  expect(() => preview([step("same", "a"), step("same", "c")], summary)).not.toThrow();
});

it("refuses a kind that it does not know", () => {
  expect(() => preview([step("create", "x", {}, "pulumi-nodejs:dynamic/anthropic:Robot")])).toThrow(
    "Use the version of pulumi-anthropic that the program uses.",
  );
});

it("says in a sentence why a file is no preview", async () => {
  const { io, write } = await newWorkdir();
  const refusal = (file: string) => readPreview(io, file).catch((error: Error) => error.message);
  await write("text.json", "Previewing update (dev)");
  await write("state.json", { deployment: {}, steps: 3 });
  expect(await refusal("nowhere.json")).toBe("There is no preview nowhere.json.");
  for (const file of ["text.json", "state.json"]) {
    expect(await refusal(file)).toBe(
      `${file} is not a preview. Write one with \`pulumi preview --json --show-sames > preview.json\`.`,
    );
  }
});

it("does not take any JSON for a program that changes nothing", () => {
  for (const document of [{}, { steps: [] }, { name: "some-package", version: "1.0.0" }]) {
    expect(() => previewOf(document, "some.json")).toThrow(
      "some.json is not the preview of a program: there is not even a stack in it.",
    );
  }
});
