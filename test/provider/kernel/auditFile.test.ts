import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { UserError } from "../../../provider/errors.ts";
import { type AuditFile, resolveAuditFile } from "../../../provider/kernel/auditFile.ts";

/** A project with its program in a folder below, and a folder beside the project. */
async function project() {
  const home = await realpath(await mkdtemp(join(tmpdir(), "audit-file-")));
  onTestFinished(() => rm(home, { recursive: true }));
  const root = join(home, "project");
  const folder = join(root, "program");
  const elsewhere = join(home, "elsewhere");
  await mkdir(folder, { recursive: true });
  await mkdir(elsewhere);
  await writeFile(join(root, "Pulumi.yaml"), "name: test\n");
  const resolved = (configured: string | undefined, env = {}): AuditFile | undefined =>
    resolveAuditFile({ env, configured, folder });
  return { home, root, folder, elsewhere, resolved };
}

describe("audit log file", () => {
  test("uses no audit log file unless one is configured", async () => {
    const { resolved } = await project();
    expect(resolved(undefined)).toBeUndefined();
    expect(resolved(undefined, { ANTHROPIC_AUDIT_LOG: " " })).toBeUndefined();
  });

  test("accepts a file in the project's folder from the stack configuration", async () => {
    const { root, folder, resolved } = await project();
    const inFolder = { path: join(folder, "audit.jsonl"), mayBeLink: false };
    expect(resolved("audit.jsonl")).toEqual(inFolder);
    expect(resolved(join(folder, "audit.jsonl"))).toEqual(inFolder);
    expect(resolved("../logs/./audit.jsonl")).toEqual({ ...inFolder, path: join(root, "logs/audit.jsonl") });
    expect(resolved("..audit")).toEqual({ ...inFolder, path: join(folder, "..audit") });
  });

  test("accepts any file from the environment", async () => {
    const { elsewhere, resolved } = await project();
    const file = join(elsewhere, "audit.jsonl");
    expect(resolved("/etc/profile", { ANTHROPIC_AUDIT_LOG: ` ${file}` })).toEqual({
      path: file,
      mayBeLink: true,
    });
    expect(resolved("../../x", { ANTHROPIC_AUDIT_LOG: "a" })?.path).toMatch(/project\/program\/a$/);
  });

  test.each([
    "/etc/profile",
    "../../.bashrc",
    "../..",
    "..",
    "../../project-two/log",
    "../../../../../../etc/x",
  ])("rejects %s, which is outside of the project, from the stack configuration", async (file) => {
    const { root, resolved } = await project();
    expect(() => resolved(file)).toThrow(UserError);
    expect(() => resolved(file)).toThrow(
      `\`anthropic:auditLog\` names ${JSON.stringify(file)}, which is not in the project's folder ${root}. Name a file in the project's folder, or set the environment variable ANTHROPIC_AUDIT_LOG, which can name any file.`,
    );
  });

  test("rejects a folder that is a link to a folder outside of the project", async () => {
    const { folder, elsewhere, resolved } = await project();
    await symlink(elsewhere, join(folder, "logs"));
    await mkdir(join(elsewhere, "deep"));
    for (const file of ["logs/audit.jsonl", "logs/deep/audit.jsonl", "logs/missing/audit.jsonl"]) {
      expect(() => resolved(file)).toThrow("which is not in the project's folder");
    }
    await symlink(join(elsewhere, "nowhere"), join(folder, "dangling"));
    expect(() => resolved("dangling/audit.jsonl")).toThrow("which is not in the project's folder");
  });

  test("resolves a folder that is a link within the project", async () => {
    const { root, folder, resolved } = await project();
    await mkdir(join(root, "logs"));
    await symlink(join(root, "logs"), join(folder, "here"));
    expect(resolved("here/audit.jsonl")?.path).toBe(join(root, "logs/audit.jsonl"));
  });

  test("rejects a symbolic link, even to a missing file", async () => {
    const { folder, elsewhere, resolved } = await project();
    await writeFile(join(elsewhere, "there"), "");
    for (const target of ["there", "nothing"]) {
      await symlink(join(elsewhere, target), join(folder, target));
      expect(() => resolved(target)).toThrow("which is a symbolic link");
    }
  });

  test.each([
    "../.git/hooks/post-checkout",
    "../.GIT/hooks/post-checkout",
    "node_modules/pulumi-anthropic/x.js",
  ])("rejects %s, which belongs to other tools", async (file) => {
    const { resolved } = await project();
    expect(() => resolved(file)).toThrow("which is in `.git` or `node_modules`");
  });

  test("rejects a file with other content, and accepts an existing audit log", async () => {
    const { folder, resolved } = await project();
    await writeFile(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
    await mkdir(join(folder, "logs"));
    for (const file of ["Pulumi.dev.yaml", "logs"]) {
      expect(() => resolved(file)).toThrow("which exists and is not an audit log");
    }
    await writeFile(join(folder, "empty.jsonl"), "");
    await writeFile(join(folder, "audit.jsonl"), '{"time":"2026-11-29T10:00:00Z","event":"intent"}\n');
    expect(resolved("empty.jsonl")?.path).toBe(join(folder, "empty.jsonl"));
    expect(resolved("audit.jsonl")?.path).toBe(join(folder, "audit.jsonl"));
  });

  test("restricts the file to the program's folder when there is no project", async () => {
    const { home, elsewhere } = await project();
    const resolved = (configured: string) => resolveAuditFile({ env: {}, configured, folder: elsewhere });
    expect(resolved("audit.jsonl")?.path).toBe(join(elsewhere, "audit.jsonl"));
    expect(() => resolved(join(home, "audit.jsonl"))).toThrow(`not in the project's folder ${elsewhere}`);
  });

  test("escapes control characters and keys of the file name in errors", async () => {
    const { resolved } = await project();
    expect(() => resolved("/\u001b[31m\u202esk-ant-admin01-hunter2")).toThrow(
      /^(?!.*hunter2)`anthropic:auditLog` names "\/ \[31m\[secret\]", /,
    );
    expect(() => resolved("a\0b")).toThrow("which is not a valid file name");
  });
});
