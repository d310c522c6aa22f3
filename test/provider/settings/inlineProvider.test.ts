import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { Provider, Workspace } from "../../../provider/index.ts";
import { inlineRun } from "../inline.ts";

let printed: MockInstance<typeof console.error>;
beforeEach(() => {
  printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => printed.mockRestore());

/** An answer of the engine to a call, with a gRPC status code. */
function failing(code: number): { readonly call: pulumi.runtime.Mocks["call"]; readonly calls: unknown[] } {
  const calls: unknown[] = [];
  return {
    calls,
    call(args) {
      calls.push(args);
      throw Object.assign(new Error("it failed"), { code });
    },
  };
}

const labs = async () => {
  new Workspace("one", { name: "One" });
  new Workspace("two", { name: "Two" });
};

describe("an inline program", () => {
  test.each([1, 14])("says once what to do when the engine ends with code %i", async (code) => {
    await inlineRun(labs, { stack: "prod", call: failing(code).call });
    expect(printed.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^pulumi-anthropic: Pulumi ended the run of stack acme\/prod before .* set `workDir`/,
        ),
      ],
    ]);
  });

  test("prints nothing when the provider process responds that it has no functions", async () => {
    const { call, calls } = failing(2);
    await inlineRun(labs, { call });
    expect(calls).toMatchObject([{ token: "pulumi-nodejs:index:ready", provider: "" }]);
    expect(printed).not.toHaveBeenCalled();
  });

  test("calls the Provider of its first resource, so that no other provider process starts", async () => {
    const { call, calls } = failing(2);
    const args = {
      organizationId: "12345678-1234-5678-1234-567812345678",
      adminKeyVariable: "ANTHROPIC_SANDBOX_ADMIN_KEY",
    };
    await inlineRun(
      async () => {
        const provider = new Provider("sandbox", args);
        new Workspace("one", { name: "One" }, { provider });
      },
      { call },
    );
    expect(calls).toMatchObject([{ provider: expect.stringContaining("::sandbox::") }]);
  });
});

test("a program that is not inline calls no function of the provider process", async () => {
  const { call, calls } = failing(1);
  const newResource = () => ({ id: "1", state: {} });
  await pulumi.runtime.setMocks({ call, newResource }, "acme", "dev");
  new Workspace("one", { name: "One" });
  await pulumi.runtime.disconnect();
  expect(calls).toEqual([]);
  expect(printed).not.toHaveBeenCalled();
});
