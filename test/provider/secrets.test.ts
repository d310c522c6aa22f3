import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { describe, expect, onTestFinished, test } from "vitest";
import { operations } from "../../provider/handlers.ts";
import type { Session } from "../../provider/kernel/session.ts";
import { kinds } from "../../provider/registry.ts";
import { organization } from "./harness/index.ts";

// What a program declares as secret: `__secrets` has the JSON pointers. The values are as Pulumi passes them, in plain text.

const signature = "4dabf18193072939515e22adb298388d";

function handlers(session: Session, kind: keyof typeof kinds): Required<dynamic.ResourceProvider> {
  return operations(
    kinds[kind],
    () => session,
    () => undefined,
  ) as Required<dynamic.ResourceProvider>;
}

const secretly = (inputs: object, ...secrets: string[]) => ({
  ...inputs,
  __secrets: secrets,
  __origin: "acme/dev::it",
});

const isSecret = (value: unknown) => typeof value === "object" && value !== null && signature in value;

describe("a secret address", () => {
  test("a secret address is secret in every output of a member but the ID, and in those of a later refresh", async () => {
    const { console, process } = await organization();
    console.addUser({ email: "ada@example.com", name: "Ada Byron", role: "developer" });
    const session = process();
    const { check, create, read } = handlers(session, "Member");
    const declared = secretly({ email: "Ada@Example.com", role: "developer" }, "/email");
    const { inputs = {} } = await check({}, declared);
    expect(inputs).toMatchObject({ email: "ada@example.com", __secrets: ["/email"] });
    const { id, outs } = await create(inputs);
    expect(id).toBe("ada@example.com");
    // Pulumi marks `email`, which has the name of the input.
    const open = (props: object) =>
      Object.entries(props).filter(([name, value]) => name !== "email" && !isSecret(value));
    expect(JSON.stringify(open(outs))).not.toMatch(/ada|byron/i);
    expect(isSecret(outs.name)).toBe(true);

    const { props, inputs: refreshed } = await read(id, { ...outs, name: "Ada Byron" });
    expect(JSON.stringify(open(props ?? {}))).not.toMatch(/ada|byron/i);
    expect(refreshed).toMatchObject({ __secrets: ["/email"] });
  });

  test("a secret address in a list is secret in `memberStatuses`", async () => {
    const { console, process } = await organization();
    const { id: workspace } = console.createWorkspace({ name: "Lab" });
    const { create } = handlers(process(), "WorkspaceMembers");
    const members = [{ email: "ada@example.com", role: "workspace_user" }];
    const hidden = await create(secretly({ workspace, members }, "/members"));
    expect(isSecret(hidden.outs.memberStatuses)).toBe(true);
    expect(hidden.outs.status).toBe("active");
  });

  test("that the state has in plain text is marked by an update without a request", async () => {
    const { console, process, requests } = await organization();
    console.addUser({ email: "ada@example.com", name: "Ada Byron", role: "developer" });
    const inputs = { email: "ada@example.com", role: "developer", __origin: "acme/dev::it" };
    const { id, outs } = await handlers(process(), "Member").create(inputs);
    expect(isSecret(outs.name)).toBe(false);
    requests();
    const { check, diff, update } = handlers(process(), "Member");
    const news = secretly(inputs, "/email");
    await check(inputs, news);
    // Without `changes` the engine compares the inputs.
    expect(await diff(id, outs, news)).toEqual({});
    const updated = await update(id, outs, news);
    expect(isSecret(updated.outs?.name)).toBe(true);
    expect(await diff(id, { ...updated.outs, name: "Ada Byron" }, news)).toEqual({ changes: false });
    // It is secret no longer.
    const opened = await update(id, { ...updated.outs, name: "Ada Byron" }, inputs);
    expect(opened.outs?.name).toBe("Ada Byron");
    expect(opened.outs).not.toHaveProperty("__secrets");
    expect(requests()).toEqual([]);
  });
});

describe("a secret value", () => {
  test("a secret value is in no error of check, in any spelling", async () => {
    const { process } = await organization();
    const { check } = handlers(process({ emailDomains: "example.com" }), "Member");
    const declared = secretly({ email: "Whistle.Blower@elsewhere.org", role: "developer" }, "/email");
    const { failures } = await check({}, declared);
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).toContain("[secret]");
    expect(JSON.stringify(failures)).not.toMatch(/whistle/i);
    const open = await handlers(process({ emailDomains: "example.com" }), "Member").check(
      {},
      {
        ...declared,
        __secrets: [],
      },
    );
    expect(JSON.stringify(open.failures)).toMatch(/whistle/i);
  });

  test("a secret value is in no error of create and in no notice", async () => {
    const { console, process, notices } = await organization();
    console.createWorkspace({ name: "Codename Zephyr" });
    console.addUser({ email: "ada@example.com", name: "Ada", role: "developer" });
    const session = process();
    const name = secretly({ name: "Codename Zephyr" }, "/name");
    const refused = await handlers(session, "Workspace").create(name).catch(String);
    await expect(handlers(session, "Workspace").create(name)).rejects.toThrow(/workspace "?\[secret\]/i);
    expect(String(refused)).not.toMatch(/zephyr/i);
    const { create } = handlers(session, "Member");
    await create(secretly({ email: "ada@example.com", role: "developer" }, "/email"));
    expect(notices.join()).not.toMatch(/ada@|zephyr/i);
  });

  test("a secret value is not in the audit log", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "audit-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "audit.jsonl");
    const { process, state } = await organization();
    const session = process({}, { ANTHROPIC_AUDIT_LOG: file });
    const tags = { project: "tagzephyr", open: "in the open" };
    const declared = secretly({ name: "Codename Zephyr", tags }, "/name", "/tags/project");
    await handlers(session, "Workspace").create(declared);
    expect(state().workspaces).toMatchObject([{ name: "Codename Zephyr", tags }]);
    const log = await readFile(file, "utf8");
    expect(log).not.toMatch(/zephyr/i);
    const [intent] = log
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(intent).toMatchObject({
      resource: "it",
      request: { body: { name: "[secret]", tags: { project: "[secret]", open: "in the open" } } },
    });
  });

  test("does not break the lines of the audit log that contain it as another value", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "audit-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "audit.jsonl");
    const { process, console } = await organization();
    const { id: workspace } = console.createWorkspace({ name: "Lab" });
    const session = process({}, { ANTHROPIC_AUDIT_LOG: file });
    const year = String(new Date().getUTCFullYear());
    session.secrets.hide([
      "1000",
      "done",
      "intent",
      "null",
      "Workspace",
      "WorkspaceRateLimit",
      "create",
      year,
    ]);
    const limits = { requests_per_minute: 1000 };
    const declared = { workspace, groupType: "batch", limits, __origin: "acme/dev::it" };
    await handlers(session, "WorkspaceRateLimit").create(declared);
    const log = (await readFile(file, "utf8")).trim().split("\n");
    expect(log.map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        time: expect.stringContaining(year),
        event: "intent",
        kind: "WorkspaceRateLimit",
        operation: "create",
        changes: { "limits.requests_per_minute": { after: 1000 } },
      },
      { event: "outcome", result: "done" },
    ]);
  });
});
