import type { dynamic } from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../provider/api/apiError.ts";
import { UserError } from "../../provider/errors.ts";
import { operations, provider } from "../../provider/handlers.ts";
import { PartialWriteError } from "../../provider/kernel/partialWriteError.ts";
import { Session } from "../../provider/kernel/session.ts";
import { kinds } from "../../provider/registry.ts";
import { version } from "../../provider/version.ts";
import { organization } from "./harness/index.ts";
import { type ThingPlan, thing } from "./thing.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function configuration(settings: Record<string, unknown>): dynamic.ConfigureRequest {
  return {
    config: {
      get: (key) => settings[key] as string | undefined,
      require(key) {
        throw new Error(`asked for ${key}`);
      },
    },
  };
}

function handlers(session: Session, plan: Partial<ThingPlan> = {}): Required<dynamic.ResourceProvider> {
  return operations(
    thing(plan),
    () => session,
    () => undefined,
  ) as Required<dynamic.ResourceProvider>;
}

function offline(): Session {
  return new Session(
    () => undefined,
    {},
    () => undefined,
  );
}

async function thrown(doing: Promise<unknown>): Promise<Error> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  return error;
}

describe("provider of a resource type", () => {
  test.each(Object.keys(kinds))(
    "provider of a resource type exists for %s, which state files name",
    (kind) => {
      expect(Object.keys(provider(kind)).toSorted()).toEqual([
        "check",
        "configure",
        "create",
        "delete",
        "diff",
        "read",
        "update",
      ]);
    },
  );

  test("says which version to install for an unknown resource type", () => {
    expect(() => provider("Planet")).toThrow(
      `pulumi-anthropic ${version} has no resource type Planet: the state was written by another version. Install the version that wrote it, or a newer one.`,
    );
  });

  test("uses the first configuration for all resource types of a process", async () => {
    vi.stubEnv("ANTHROPIC_ADMIN_KEY", undefined);
    vi.resetModules();
    const { provider: fresh } = await import("../../provider/handlers.ts");
    await fresh("Workspace").configure?.(configuration({ "anthropic:invite": "maybe" }));
    await fresh("Member").configure?.(configuration({}));
    const first = await fresh("Workspace").check?.({}, { name: "A" });
    expect(first?.failures).toEqual([
      { property: "", reason: 'anthropic:invite must be `send` or `never`, not "maybe".' },
    ]);
    const second = await fresh("Member").check?.({}, { email: "alice@example.com" });
    expect(second?.failures).toEqual([{ property: "", reason: "Not validated; see the first error." }]);
  });

  // Pulumi configures a provider before the first operation, and reports only one error of it.
  test("accepts any configuration", async () => {
    const read: (string | undefined)[] = [];
    const { configure } = operations(thing(), offline, (setting) => {
      for (const key of ["text", "number", "truth", "nothing", "null"]) read.push(setting(key));
    });
    await configure?.(configuration({ text: "a", number: 4, truth: false, null: null }));
    expect(read).toEqual(["a", "4", "false", undefined, undefined]);
  });
});

describe("responses to Pulumi", () => {
  const foreign = '"a\u202eb\u009bc" ##[error]x sk-ant-api03-hunter2';
  const harmless = '"a\\u202eb\\u009bc" # #[error]x [secret]';

  test("contain nothing that a terminal or a CI runner would execute", async () => {
    const fail = (error: Error) => async (): Promise<never> => {
      throw error;
    };
    const { create, read, check } = handlers(offline(), {
      create: fail(new UserError(`cannot create ${foreign}.`)),
      read: fail(new ApiError(`cannot read ${foreign}.`, { reason: "conflict" })),
      reject: () => [{ property: "", reason: `Not ${foreign}.` }],
    });
    const news = { name: "A" };
    expect((await thrown(create(news))).message).toBe(`cannot create ${harmless}.`);
    expect((await thrown(read("thing_1", {}))).message).toBe(`cannot read ${harmless}.`);
    const broken = handlers(offline(), {
      reject: () => {
        throw new Error(foreign);
      },
    });
    expect((await thrown(broken.check({}, news))).message).toContain(harmless);
    expect((await check({}, news)).failures).toEqual([{ property: "", reason: `Not ${harmless}.` }]);
    const partial = new PartialWriteError(foreign, "thing_1", {}, {});
    expect([partial.message, partial.reasons]).toEqual([harmless, [harmless]]);
  });

  test("name no property in failures, since Pulumi would print its value", async () => {
    const { failures } = await handlers(offline()).check({}, { name: "A", colour: "red" });
    expect(failures).toEqual([{ property: "", reason: "`colour`: must begin with #." }]);
  });

  test("omit `changes` when the engine is to compare the inputs", async () => {
    const { diff } = handlers(offline());
    const state = { __managed: ["name"], __schema: 1, name: "A" };
    expect(await diff("thing_1", state, { name: "A" })).toEqual({ changes: false });
    const answer = await diff("thing_1", state, { name: "B" });
    expect(answer).toEqual({});
    expect(Object.keys(answer)).toEqual([]);
  });

  test("support all operations of an object's life", async () => {
    const { process } = await organization();
    const life = (session = process()) =>
      handlers(session, { read: async () => ({ name: "B" }), update: async () => ({ size: 5 }) });
    const { id, outs } = await life().create({ name: "A" });
    expect(id).toBe("thing_1");
    const read = await life().read(id, outs);
    expect(read).toMatchObject({ id, props: { name: "B" }, inputs: { name: "B" } });
    const updated = await life().update(id, read.props, { name: "C" });
    expect(updated.outs).toMatchObject({ name: "C", size: 5 });
    await life().delete(id, updated.outs);
  });
});

describe("errors for Pulumi", () => {
  const failing = (error: unknown, session = offline()) => {
    const fail = () => {
      throw error;
    };
    return handlers(session, { attention: fail, read: fail });
  };
  const state = { __schema: 1, name: "A" };

  test.each([
    ["the API", new ApiError("cannot do it: the API rejected it. Mend it. [req_1]", { reason: "invalid" })],
    ["the provider", new UserError("cannot do it: not allowed. Mend it.")],
  ])(
    "contain the message of an error of %s, and refer to it where Pulumi prints it twice",
    async (_, error) => {
      const told = await thrown(failing(error).diff("thing_1", state, { name: "A" }));
      expect(told.message).toBe(error.message);
      // Pulumi prints `${error}: ${error.stack}` beside the program.
      expect(`${told}: ${told.stack}`).toBe("Thing thing_1: see its error.");
      const named = { name: "A", __origin: "acme/dev::kim" };
      expect(`${await thrown(failing(error).diff("kim@example.com", state, named))}`).toBe("Thing kim");
    },
  );

  test("errors for Pulumi are shown in full once when every resource fails alike", async () => {
    const { read } = failing(new UserError("There is no key for the API.", "Set ANTHROPIC_ADMIN_KEY."));
    expect((await thrown(read("thing_1", state))).message).toBe(
      "There is no key for the API. Set ANTHROPIC_ADMIN_KEY.",
    );
    expect((await thrown(read("thing_2", state))).message).toBe(
      "There is no key for the API. (Same error as above.)",
    );
  });

  test("contain the ID and outputs of a partially created object", async () => {
    const partial = new PartialWriteError("Only half of it.", "thing_1", {}, { name: "a" });
    expect(await thrown(failing(partial).read("thing_1", state))).toMatchObject({
      message: "Only half of it.",
      stack: "",
      id: "thing_1",
      properties: { name: "a" },
      reasons: ["Only half of it."],
    });
  });

  test.each<[what: string, error: (text: string) => Error]>([
    ["the API", (text) => new ApiError(text, { reason: "invalid" })],
    ["the provider", (text) => new UserError(text)],
    ["a partial create", (text) => new PartialWriteError(text, "thing_1", {}, { name: "Zephyr" })],
    ["a defect", (text) => new TypeError(text)],
  ])(
    "errors for Pulumi of %s contain no secret value, and neither do the reasons in the state",
    async (_, error) => {
      const { read } = failing(error('"ZEPHYR" is in use.'));
      const secret = { ...state, name: "Zephyr", __secrets: ["/name"] };
      const told = await thrown(read("thing_1", secret));
      expect(told.message).toContain('"[secret]" is in use.');
      expect([told.message, told.stack, String(told), Object(told).reasons].join()).not.toMatch(/zephyr/i);
    },
  );

  test("name the package and keep the stack when they are unexpected", async () => {
    const error = await thrown(failing(new TypeError("x is not a function")).read("thing_1", state));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(
      `Internal error in pulumi-anthropic ${version}: Thing read failed: x is not a function. Nothing more was written for this resource. Please report the error.`,
    );
    expect(error.stack).toContain("handlers.test.ts");
  });

  test("errors for Pulumi are never strings", async () => {
    const error = await thrown(failing("plain words").read("thing_1", state));
    expect(error.message).toContain("Thing read failed: plain words. Nothing more was written");
  });

  test("errors for Pulumi are also caught in check, which is synchronous", async () => {
    const { check } = handlers(offline(), {
      reject() {
        throw new TypeError("x is not a function");
      },
    });
    expect((await thrown(check({}, { name: "A" }))).message).toMatch(
      /^Internal error in pulumi-anthropic \S+: Thing check failed: /,
    );
  });
});

describe("delete after a failed registration of the same run", () => {
  const deleting = "cannot delete Thing thing_1: Thing it failed earlier in this run";
  const origin = { __origin: "acme/dev::it" };
  const failures: Record<string, (operations: Required<dynamic.ResourceProvider>) => Promise<unknown>> = {
    check: (thing) => thing.check({}, { ...origin, name: 1 }),
    diff: (thing) => thing.diff("thing_1", { ...origin, __schema: 99 }, { ...origin, name: "one" }),
    create: (thing) => thing.create({ ...origin, name: "one" }),
    update: (thing) => thing.update("thing_1", { ...origin, __schema: 99 }, { ...origin, name: "one" }),
    "read of .get()": (thing) => thing.read("thing_1", { ...origin }),
  };

  test.each(Object.entries(failures))("fails and writes nothing after a failed %s", async (_, fail) => {
    const { process, requests } = await organization();
    const made: string[] = [];
    const thing = handlers(process(), {
      create: () => Promise.reject(new UserError("cannot create it: it is there.")),
      read: () => Promise.reject(new UserError("cannot read it: it is not there.")),
      delete: async (_, id) => void made.push(id),
    });
    await fail(thing).catch(() => undefined);
    requests();
    const { message } = await thrown(thing.delete("thing_1", { name: "one" }));
    expect(message).toContain(deleting);
    expect(made).toEqual([]);
    expect(requests()).toEqual([]);
  });

  test("runs after the failed operation was repeated with success, as an error hook can ask for", async () => {
    const { process } = await organization();
    let refuse = true;
    const made: string[] = [];
    const thing = handlers(process(), {
      create: async () => {
        if (refuse) throw new UserError("cannot create it: not now.");
        return { id: "thing_2", observed: {} };
      },
      delete: async (_, id) => void made.push(id),
    });
    const news = { ...origin, name: "one" };
    await thrown(thing.create(news));
    refuse = false;
    // Another resource of the same name, which has a parent of another type.
    await thing.create({ ...news, name: "two" });
    expect((await thrown(thing.delete("thing_1", { name: "old" }))).message).toContain(deleting);
    await thing.create(news);
    await thing.delete("thing_1", { name: "old" });
    expect(made).toEqual(["thing_1"]);
  });

  test("runs after only a refresh or another delete failed", async () => {
    const { process } = await organization();
    let refuse = true;
    const gone: string[] = [];
    const thing = handlers(process(), {
      read: () => Promise.reject(new UserError("cannot read it: it is not there.")),
      delete: async (_, id) => {
        if (refuse) throw new UserError("cannot delete it: not now.");
        gone.push(id);
      },
    });
    await thrown(thing.read("thing_1", { ...origin, __schema: 1 }));
    await thrown(thing.delete("thing_1", { name: "one" }));
    refuse = false;
    await thing.delete("thing_1", { name: "one" });
    expect(gone).toEqual(["thing_1"]);
  });
});
