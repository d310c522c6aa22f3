import { beforeAll, describe, expect, test } from "vitest";
import * as published from "../../../provider/index.ts";
import { settingNames } from "../../../provider/settings/config.ts";
import { commands } from "../../../tools/docs/commands.ts";
import { publicNames } from "../../../tools/docs/model.ts";
import { referencePages } from "../../../tools/docs/reference.ts";

describe("the reference", () => {
  let pages: ReadonlyMap<string, string>;
  let warnings: number;

  beforeAll(async () => {
    const names = await publicNames();
    pages = referencePages(names.project);
    warnings = names.warnings;
  }, 60_000);

  test("finds a doc comment for every public name", () => {
    expect(warnings).toBe(0);
  });

  test("has a page for every public class and function, or describes it on the page of its plain form", () => {
    for (const name of Object.keys(published)) {
      const page = pages.get(`${name.replace(/Output$/, "")}.md`);
      expect(page, name).toContain(name);
    }
  });

  test("has a page for every command with each of its options", () => {
    for (const command of commands) {
      const page = pages.get(`${command.name()}.md`);
      for (const { flags } of command.options) expect(page).toContain(`| \`${flags}\` |`);
    }
  });

  test("describes every setting", () => {
    for (const name of settingNames) expect(pages.get("settings.md")).toContain(`| \`anthropic:${name}\` |`);
  });

  test("says for a resource type what changing an argument does, how to import it and what delete does", () => {
    const page = pages.get("Workspace.md");
    for (const heading of [
      "Arguments",
      "Outputs",
      "Read an existing one",
      "Import",
      "Delete",
      "What the API cannot do",
    ]) {
      expect(page).toContain(`\n## ${heading}\n`);
    }
    expect(page).toMatch(/\| `name` \| `string` \| Required\. [^|]*in place/);
    expect(page).toContain("### DataResidencyArgs\n");
  });
});
