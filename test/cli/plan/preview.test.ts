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

it("returns the resources of this package, the stack and its configuration without secrets", () => {
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

it("distinguishes explicit Providers, with their arguments, from the default one", () => {
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

it("counts changed resources of other packages once each, and omits those that are only read", () => {
  const other = "random:index/randomId:RandomId";
  const { otherProviders, steps } = preview([
    step("create", "id", {}, other),
    step("create-replacement", "two", {}, other),
    step("delete-replaced", "two", {}, other),
    step("same", "three", {}, other),
    step("create", "component", { custom: false }, "my:comp:Foo"),
    step("read", "only-read", { external: true }),
  ]);
  expect(otherProviders).toBe(2);
  expect(steps).toEqual([]);
});

it("returns the errors of a preview that failed, without colors and stack traces", () => {
  const { errors } = preview([], {
    diagnostics: [
      {
        message: "\u001b[31merror: \u001b[0mRunning program failed:\nError: boom\n    at file:///x.mjs:5:7\n",
        severity: "error",
      },
      { message: "looked up no users", severity: "info" },
      { message: "error: preview failed\n", severity: "error" },
    ],
  });
  expect(errors).toEqual(["Running program failed: Error: boom"]);
});

it("rejects a preview without unchanged resources, since they may declare objects that other steps delete", () => {
  const summary = { changeSummary: { same: 2, delete: 1 } };
  expect(() => preview([step("same", "a"), step("delete", "b")], summary)).toThrow(
    "preview.json lacks 1 unchanged resource, without which removals cannot be determined. Write it with `pulumi preview --json --show-sames`.",
  );
  expect(() => preview([step("same", "a"), step("same", "c")], summary)).not.toThrow();
});

it("rejects an unknown resource type", () => {
  expect(() => preview([step("create", "x", {}, "pulumi-nodejs:dynamic/anthropic:Robot")])).toThrow(
    "Use the version of pulumi-anthropic that the program uses.",
  );
});

it("explains why a file is not a preview", async () => {
  const { io, write } = await newWorkdir();
  const refusal = (file: string) => readPreview(io, file).catch((error: Error) => error.message);
  await write("text.json", "Previewing update (dev)");
  await write("state.json", { deployment: {}, steps: 3 });
  expect(await refusal("nowhere.json")).toBe(
    "cannot read the preview nowhere.json: the file does not exist. Check the path.",
  );
  for (const file of ["text.json", "state.json"]) {
    expect(await refusal(file)).toBe(
      `${file} is not a preview. Write one with \`pulumi preview --json --show-sames > preview.json\`.`,
    );
  }
});

it("rejects other JSON documents, which would look like a program that changes nothing", () => {
  for (const document of [{}, { steps: [] }, { name: "some-package", version: "1.0.0" }]) {
    expect(() => previewOf(document, "some.json")).toThrow(
      "some.json is not the preview of a program: it contains no stack.",
    );
  }
});
