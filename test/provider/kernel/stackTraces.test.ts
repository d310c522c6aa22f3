import type * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { controlStackTraces } from "../../../provider/kernel/stackTraces.ts";
import { known, program } from "../program.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The module as a new program process has it. */
async function fresh() {
  vi.resetModules();
  return await import("../../../provider/resources/workspace/index.ts");
}

describe("the stack traces of a resource", () => {
  /** The files of the stack trace that Pulumi stores with a resource. */
  async function storedFiles(): Promise<string[]> {
    const { Workspace } = await fresh();
    await program();
    const register = vi.spyOn(MockMonitor.prototype, "registerResource");
    await known(new Workspace("lab", { name: "Lab" }).urn);
    const request: RegisterResourceRequest | undefined = register.mock.calls[0]?.[0];
    const frames = request?.getStacktrace()?.getFramesList() ?? [];
    return frames.map((frame) => frame.getPc()?.getUri() ?? "");
  }

  /** How often a trace is formatted while a resource is constructed. */
  function formatted(construct: () => unknown): number {
    const before = Error.prepareStackTrace;
    let count = 0;
    Error.prepareStackTrace = (error) => {
      count += 1;
      return `${error}`;
    };
    try {
      construct();
      return count;
    } finally {
      Error.prepareStackTrace = before;
    }
  }

  test("Pulumi stores only frames of the program with a resource", async () => {
    const files = await storedFiles();
    expect(files.join("\n")).toContain("stackTraces.test.ts");
    expect(files.join("\n")).not.toMatch(/node:|@pulumi\/pulumi/);
    expect(files.join("\n")).not.toContain(new URL("../../../provider/", import.meta.url).pathname);
  });

  test("Pulumi stores only frames of the program when the program has removed the limit of stack traces", async () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    try {
      const files = await storedFiles();
      expect(files.join("\n")).toContain("stackTraces.test.ts");
      expect(files.join("\n")).not.toMatch(/node:|@pulumi\/pulumi/);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });

  test("only the stack trace that Pulumi stores is formatted, not those of outputs", async () => {
    const { Workspace } = await fresh();
    await program();
    new Workspace("first", { name: "First" });
    expect(formatted(() => new Workspace("lab", { name: "Lab" }))).toBeLessThan(10);
  });

  test("all stack traces are formatted when PULUMI_DEBUG_PROMISE_LEAKS is set", async () => {
    const { Workspace } = await fresh();
    await program();
    new Workspace("first", { name: "First" });
    vi.stubEnv("PULUMI_DEBUG_PROMISE_LEAKS", "true");
    expect(formatted(() => new Workspace("lab", { name: "Lab" }))).toBeGreaterThan(40);
  });

  test("an error of a transformation keeps all stack frames", async () => {
    const { Workspace } = await fresh();
    await program();
    let stack = "";
    const look: pulumi.ResourceTransformation = () => {
      stack = new Error("here").stack ?? "";
      return undefined;
    };
    await known(new Workspace("lab", { name: "Lab" }, { transformations: [look] }).urn);
    expect(stack).toMatch(/^Error: here\n/);
    expect(stack).toContain("@pulumi/pulumi");
  });

  test("the error of a failed registration says where the program declares the resource", async () => {
    const { Workspace } = await fresh();
    await program();
    vi.spyOn(MockMonitor.prototype, "registerResource").mockImplementation((_request, callback) => {
      callback(new Error("no such provider"), undefined);
      return Promise.resolve();
    });
    // The registration itself rejects, too: Pulumi reports it in place of Node.js.
    const unhandled: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => unhandled.push(reason));
    try {
      const lab = new Workspace("lab", { name: "Lab" });
      const failure = await promiseOf(lab.urn).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(String(failure)).toContain("failed to register new resource lab");
      expect(failure).toHaveProperty("stack", expect.stringContaining("stackTraces.test.ts"));
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
  });

  test("errors are formatted as before after a resource is constructed", async () => {
    const before = Error.prepareStackTrace;
    await storedFiles();
    expect(Error.prepareStackTrace).toBe(before);
  });

  test("errors are formatted as before after the construction of a resource fails", async () => {
    const { Workspace } = await fresh();
    await program();
    const before = Error.prepareStackTrace;
    expect(() => new Workspace("", { name: "Lab" })).toThrow(/name/);
    expect(Error.prepareStackTrace).toBe(before);
  });

  test("stack traces keep the format that another package, such as ts-node, gives them", async () => {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => `${error.message} in ${frames.length} frames`;
    try {
      const { Workspace } = await fresh();
      await program();
      let stack = "";
      const look: pulumi.ResourceTransformation = () => {
        stack = new Error("here").stack ?? "";
        return undefined;
      };
      await known(new Workspace("lab", { name: "Lab" }, { transformations: [look] }).urn);
      expect(stack).toMatch(/^here in \d+ frames$/);
    } finally {
      Error.prepareStackTrace = before;
    }
  });
});

describe("the format of stack traces without another package that sets it", () => {
  /** What `look` returns while the traces are controlled, in a process in which nothing formats them. */
  function controlled<T>(look: () => T, limitOfProgram = 10): { result: T; left: unknown } {
    const { prepareStackTrace: before, stackTraceLimit: limit } = Error;
    Reflect.deleteProperty(Error, "prepareStackTrace");
    Error.stackTraceLimit = limitOfProgram;
    try {
      const restore = controlStackTraces();
      const result = look();
      restore();
      return { result, left: Error.prepareStackTrace };
    } finally {
      Error.prepareStackTrace = before as typeof Error.prepareStackTrace;
      Error.stackTraceLimit = limit;
    }
  }
  const trace = (limit = 10) => {
    Error.stackTraceLimit = limit;
    return new TypeError("here").stack;
  };
  const lines = (stack: string | undefined) => (stack ?? "").split("\n").slice(1);

  test("the format of stack traces is the one of Node.js", () => {
    const { result, left } = controlled(() => trace());
    expect(result).toMatch(/^TypeError: here\n {4}at .*stackTraces\.test\.ts:\d+:\d+\)?\n {4}at /);
    expect(lines(result)).toHaveLength(10);
    expect(left).toBeUndefined();
  });

  test("a stack trace has no frames of Node.js and the SDK beyond the first five when the limit was removed for it", () => {
    const nested = (depth: number): string | undefined =>
      depth === 0 ? trace(Number.POSITIVE_INFINITY) : [depth].map(() => nested(depth - 1))[0];
    const { result } = controlled(() => nested(3));
    // `Array.map` has no file.
    expect(lines(result).slice(5).join("\n")).not.toMatch(/node:|Array\.map/);
    expect(lines(result).length).toBeGreaterThan(5);
  });

  test("a stack trace after the one that the SDK stores has no frames", () => {
    const { result } = controlled(() => [trace(Number.POSITIVE_INFINITY), trace()]);
    expect(result[1]).toBe("TypeError: here");
  });

  test("keeps the frames of later traces when the program removed the limit itself", () => {
    const look = () => [trace(Number.POSITIVE_INFINITY), trace()];
    const { result } = controlled(look, Number.POSITIVE_INFINITY);
    expect(lines(result[1])).toHaveLength(10);
  });
});

/** The value of an output, or the error with which it failed. */
function promiseOf(output: pulumi.Output<unknown>): Promise<unknown> {
  return Reflect.get(output, "promise")();
}
