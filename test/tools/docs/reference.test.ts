import { beforeAll, describe, expect, test } from "vitest";
import * as published from "../../../provider/index.ts";
import { settingNames } from "../../../provider/settings/config.ts";
import { commands } from "../../../tools/docs/commands.ts";
import { publicNames } from "../../../tools/docs/model.ts";
import { referencePages } from "../../../tools/docs/reference.ts";

describe("reference pages", () => {
  let pages: ReadonlyMap<string, string>;
  let warnings: number;

  beforeAll(async () => {
    const names = await publicNames();
    pages = referencePages(names.project);
    warnings = names.warnings;
  }, 60_000);

  test("every public name has a doc comment", () => {
    expect(warnings).toBe(0);
  });

  test("every public class and function has a reference page, and an output form is on the page of its function", () => {
    for (const name of Object.keys(published)) {
      const page = pages.get(`${name.replace(/Output$/, "")}.md`);
      expect(page, name).toContain(name);
    }
  });

  test("every command has a reference page with each of its options", () => {
    for (const command of commands) {
      const page = pages.get(`${command.name()}.md`);
      for (const { flags } of command.options) expect(page).toContain(`| \`${flags}\` |`);
    }
  });

  test("the page of settings describes every setting", () => {
    for (const name of settingNames) expect(pages.get("settings.md")).toContain(`| \`anthropic:${name}\` |`);
  });

  test("the page of a resource type says what changing an argument does, how to import it and what delete does", () => {
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
