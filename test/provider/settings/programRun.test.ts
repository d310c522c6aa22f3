import { afterEach, describe, expect, test, vi } from "vitest";
import {
  compareWithResources,
  currentRun,
  isInline,
  organizationRead,
  programEnvironment,
  recordRead,
  recordResource,
  withEnvVars,
} from "../../../provider/settings/programRun.ts";
import { inlineRun } from "../inline.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("the current run is another one for each run of a program, and undefined outside of a program", async () => {
  const seen: (object | undefined)[] = [];
  const program = async () => {
    const first = currentRun();
    await Promise.resolve();
    expect(currentRun()).toBe(first);
    seen.push(first);
  };
  await inlineRun(program);
  await Promise.all([inlineRun(program), inlineRun(program)]);
  expect(new Set(seen).size).toBe(3);
  expect(seen).not.toContain(undefined);
  expect(currentRun()).toBeUndefined();
});

test("the current run is inline only in a program of the Automation API", async () => {
  const seen: boolean[] = [];
  await inlineRun(async () => seen.push(isInline()));
  expect([...seen, isInline()]).toEqual([true, false]);
});

describe("withEnvVars", () => {
  test("overrides variables of the process in its program only", async () => {
    vi.stubEnv("ANTHROPIC_ONE", "of the process");
    vi.stubEnv("ANTHROPIC_TWO", "of the process");
    const read = async (): Promise<unknown> => {
      await Promise.resolve();
      const { ANTHROPIC_ONE, ANTHROPIC_TWO } = programEnvironment();
      return [ANTHROPIC_ONE, ANTHROPIC_TWO];
    };
    const results = await Promise.all([
      withEnvVars({ ANTHROPIC_ONE: "a" }, read)(),
      withEnvVars({ ANTHROPIC_ONE: "b" }, read)(),
      read(),
    ]);
    expect(results).toEqual([
      ["a", "of the process"],
      ["b", "of the process"],
      ["of the process", "of the process"],
    ]);
    expect(process.env["ANTHROPIC_ONE"]).toBe("of the process");
  });
});

test("the organization that functions read is that of all reads of the same run, once they have ended", async () => {
  const seen: unknown[] = [];
  const program = async () => {
    expect(organizationRead()).toBeUndefined();
    recordRead(Promise.resolve(undefined));
    recordRead(Promise.resolve("first"));
    recordRead(Promise.resolve("second"));
    seen.push(await organizationRead());
  };
  await Promise.all([inlineRun(program), inlineRun(program)]);
  expect(seen).toEqual(["first", "first"]);
});

test("the organization that functions read must be that of the resources of the run, in either order", async () => {
  const message = "read organization one, but its resources belong to organization two. An inline program";
  const program = async () => {
    compareWithResources("one");
    recordRead(Promise.resolve("one"));
    await recordResource("ONE");
    compareWithResources("one");
    await expect(recordResource("two")).rejects.toThrow(message);
    expect(() => compareWithResources("one")).toThrow(message);
  };
  await inlineRun(program);
  await inlineRun(program);
});

test("the organization that functions read is not recorded outside of a program", async () => {
  await recordResource("two");
  compareWithResources("one");
  recordRead(Promise.resolve("first"));
  expect(organizationRead()).toBeUndefined();
});
