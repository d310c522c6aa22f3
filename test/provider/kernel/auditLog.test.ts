import {
  chmod,
  type FileHandle,
  mkdtemp,
  open,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Emulator, startEmulator } from "../../../emulator/index.ts";
import { audited, auditor } from "../../../provider/kernel/auditLog.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { kinds } from "../../../provider/registry.ts";

let emulator: Emulator;
let folder: string;
let said: string[];

beforeEach(async () => {
  emulator = await startEmulator({ requestsPerMinute: "unlimited" });
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  said = [];
});
afterEach(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true, force: true });
});

function session(file: string, env: Record<string, string> = {}): Session {
  return new Session(
    () => undefined,
    {
      ANTHROPIC_ADMIN_KEY: emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: emulator.url,
      ANTHROPIC_AUDIT_LOG: file,
      ...env,
    },
    (notice) => said.push(noticeLine(notice)),
  );
}

async function lines(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Replaces the flush to disk of every file with this, which gets the real one. */
async function onFlush(replacement: (flush: () => Promise<void>) => Promise<void>): Promise<void> {
  const file = await open(join(folder, "other"), "w");
  const prototype: FileHandle = Object.getPrototypeOf(file);
  await file.close();
  // Either of the two makes the content durable.
  for (const method of ["datasync", "sync"] as const) {
    const flush = prototype[method];
    const spy = vi.spyOn(prototype, method).mockImplementation(function (this: FileHandle) {
      return replacement(() => flush.call(this));
    });
    onTestFinished(() => spy.mockRestore());
  }
}

const posts = () => emulator.requests.filter(({ method }) => method === "POST");

const origin = { __origin: "org/prod::lab" };

describe("audit log", () => {
  test("records a write as done when the error response names a created workspace", async () => {
    const file = join(folder, "audit.jsonl");
    const { id } = emulator.organization().console.createWorkspace({ name: "Other" });
    const details = { error_code: "workspace_created_incomplete", workspace_id: id };
    emulator.faults.add({
      kind: "status",
      status: 503,
      method: "POST",
      body: { type: "error", error: { type: "api_error", message: "Incomplete.", details } },
    });
    await expect(kinds.Workspace.create(session(file), { ...origin, name: "Lab" })).rejects.toThrow(
      "is partially created",
    );
    expect((await lines(file)).map((line) => line["result"])).toEqual([undefined, "done"]);
  });

  test("records the job of GitLab, the email address of the user and why a write was rejected", async () => {
    const file = join(folder, "audit.jsonl");
    const gitlab = { CI_JOB_URL: "https://gitlab.com/acme/org/-/jobs/7", GITLAB_USER_LOGIN: "ada" };
    emulator.faults.add({ kind: "status", status: 403, method: "POST" });
    const invite = { ...origin, email: "bob@example.com", role: "user" };
    await expect(kinds.Invite.create(session(file, gitlab), invite)).rejects.toThrow();
    const [intent, outcome] = await lines(file);
    expect(intent).toMatchObject({ email: "bob@example.com", ci: { actor: "ada", run: gitlab.CI_JOB_URL } });
    expect(outcome).toMatchObject({ result: "refused", error: expect.stringContaining("403") });
  });

  test("records an intent and an outcome for each write with user, changes and request ID", async () => {
    const file = join(folder, "audit.jsonl");
    const github = {
      GITHUB_RUN_ID: "7",
      GITHUB_ACTOR: "octocat",
      GITHUB_SHA: "abc",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/org",
    };
    const made = await kinds.Workspace.create(session(file, github), { ...origin, name: "Lab" });
    await kinds.Workspace.update(session(file), made.id, made.outs, { ...origin, name: "Lab Two" });

    const [intent, outcome, second, third] = await lines(file);
    expect(intent).toMatchObject({
      event: "intent",
      stack: "org/prod",
      resource: "lab",
      kind: "Workspace",
      operation: "create",
      changes: { name: { after: "Lab" } },
      request: { method: "POST", path: "/v1/organizations/workspaces", body: { name: "Lab" } },
      ci: { actor: "octocat", commit: "abc", run: "https://github.com/acme/org/actions/runs/7" },
    });
    const sent = posts();
    expect(outcome).toMatchObject({
      event: "outcome",
      write: intent?.["write"],
      result: "done",
      organization: emulator.organization().id,
      requestId: sent[0]?.requestId,
    });
    expect(second).toMatchObject({
      operation: "update",
      id: made.id,
      changes: { name: { before: "Lab", after: "Lab Two" } },
    });
    expect(third).toMatchObject({ result: "done", requestId: sent[1]?.requestId });
    expect(await readFile(file, "utf8")).not.toContain(emulator.adminKey);
  });

  test("writes one line of printable characters per entry, without secrets", async () => {
    const file = join(folder, "audit.jsonl");
    const name = "a\u0085b\u2028c\u202ed\u009be ##[error] $(rm) \n";
    await kinds.Workspace.create(session(file), { ...origin, name: `${name}sk-ant-api03-hunter2` });
    const text = await readFile(file, "utf8");
    expect(text).toMatch(/^([\x20-\x7e]+\n){2}$/);
    expect(text).not.toMatch(/##|hunter2/);
    expect((await lines(file))[0]).toMatchObject({ request: { body: { name: `${name}[secret]` } } });
  });

  test("records a lost response as an unknown outcome", async () => {
    const file = join(folder, "audit.jsonl");
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: "/v1/organizations/workspaces" });
    const made = await kinds.Workspace.create(session(file), { ...origin, name: "Lab" });
    expect(made.id).toMatch(/^wrkspc_/);
    expect((await lines(file)).map((line) => line["result"])).toEqual([undefined, "unknown"]);
  });

  test("creates a file that only its owner can read", async () => {
    const file = join(folder, "audit.jsonl");
    await kinds.Workspace.create(session(file), { name: "Lab", ...origin });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("sends a write only after its intent is flushed to disk", async () => {
    const file = join(folder, "audit.jsonl");
    const { promise: intentFlushed, resolve: flushIntent } = Promise.withResolvers<void>();
    const { promise: waiting, resolve: reachFlush } = Promise.withResolvers<void>();
    let flushes = 0;
    await onFlush(async (flush) => {
      flushes += 1;
      reachFlush();
      await intentFlushed;
      await flush();
    });
    const creating = kinds.Workspace.create(session(file), { ...origin, name: "Lab" });
    await Promise.race([waiting, creating]);
    // Long enough for a request that does not wait for the flush to arrive.
    await pause(200);
    expect(posts()).toEqual([]);
    expect((await lines(file)).map((line) => line["event"])).toEqual(["intent"]);
    flushIntent();
    await creating;
    expect(posts()).toHaveLength(1);
    expect(flushes).toBe(2);
  });

  test("stops a write whose intent cannot be flushed to disk", async () => {
    await onFlush(() => Promise.reject(new Error("EIO: i/o error, fdatasync")));
    const creating = kinds.Workspace.create(session(join(folder, "audit.jsonl")), { ...origin, name: "Lab" });
    await expect(creating).rejects.toThrow(/cannot be written \(EIO.*Nothing was changed\./);
    expect(posts()).toEqual([]);
  });

  test("stops a write whose intent cannot be written", async () => {
    const attempt = kinds.Workspace.create(session(join(folder, "missing", "audit.jsonl")), {
      ...origin,
      name: "Lab",
    });
    await expect(attempt).rejects.toThrow(/audit log .* cannot be written .* Nothing was changed\./);
    expect(posts()).toEqual([]);
  });

  test("stops a write when a symbolic link has replaced the file that the stack configuration names", async () => {
    const file = join(folder, "audit.jsonl");
    const log = auditor(
      { path: file, mayBeLink: false },
      {},
      { say: (line) => said.push(line), redact: (text) => text },
    );
    await symlink(join(folder, "elsewhere"), file);
    const write = { method: "POST", path: "/v1/organizations/workspaces", body: {}, organization: undefined };
    await expect(log(write)).rejects.toThrow(/cannot be written \(ELOOP.*Nothing was changed\./);
    await expect(stat(join(folder, "elsewhere"))).rejects.toThrow("ENOENT");
  });

  test("warns when only the outcome cannot be written", async () => {
    const file = join(folder, "audit.jsonl");
    await writeFile(file, "");
    emulator.faults.add({ kind: "slow", delayMs: 300, method: "POST" });
    const creating = kinds.Workspace.create(session(file), { ...origin, name: "Lab" });
    await expect.poll(() => readFile(file, "utf8")).toContain("intent");
    // The folder becomes a file, so that not even root can append to the log.
    await rm(file);
    await rm(folder, { recursive: true });
    await writeFile(folder, "");
    await chmod(folder, 0o400);
    expect((await creating).id).toMatch(/^wrkspc_/);
    expect(said).toEqual([
      expect.stringMatching(/^The outcome of POST .* \(done, req_.*\) could not be written/),
    ]);
  });

  test("hides secret values in bodies, records, paths and errors, at any depth", async () => {
    const path = join(folder, "audit.jsonl");
    const watch = auditor(
      { path, mayBeLink: true },
      { CI_PIPELINE_ID: "7" },
      { say: (line) => said.push(line), redact: (text) => text.replaceAll("zephyr", "[secret]") },
    );
    const record = {
      stack: "acme/dev",
      resource: "zephyr-lab",
      kind: "Workspace",
      operation: "update",
      id: "wrkspc_1",
      email: undefined,
      changes: { "tags.zephyr": { before: ["zephyr-1"], after: undefined } },
    };
    const end = await audited(record, () =>
      watch({
        method: "POST",
        path: "/v1/organizations/workspaces/zephyr",
        organization: undefined,
        body: { name: "zephyr", tags: { codename: "of zephyr" }, list: [["zephyr"], null, 3, true] },
      }),
    );
    await end({ error: new Error("zephyr exists"), organization: undefined });
    const [intent, outcome] = await lines(path);
    expect(intent).toMatchObject({
      resource: "[secret]-lab",
      changes: { "tags.[secret]": { before: ["[secret]-1"] } },
      request: {
        path: "/v1/organizations/workspaces/[secret]",
        body: { name: "[secret]", tags: { codename: "of [secret]" }, list: [["[secret]"], null, 3, true] },
      },
    });
    expect(outcome).toMatchObject({ result: "refused", error: "[secret] exists" });
    // Only a job of GitHub Actions or GitLab is recorded.
    expect(intent).not.toHaveProperty("ci");
    expect(said).toEqual([]);
  });

  test("does not mix the lines of several writers", async () => {
    const file = join(folder, "audit.jsonl");
    const writers = [session(file), session(file), session(file)];
    await Promise.all(
      writers.flatMap((writer, w) =>
        Array.from({ length: 10 }, (_, n) =>
          kinds.Workspace.create(writer, { ...origin, name: `W ${w} ${n}` }),
        ),
      ),
    );
    const all = await lines(file);
    expect(all).toHaveLength(60);
    const intents = all.filter((line) => line["event"] === "intent").map((line) => line["write"]);
    const outcomes = all.filter((line) => line["event"] === "outcome").map((line) => line["write"]);
    expect(intents.toSorted()).toEqual(outcomes.toSorted());
  });
});
