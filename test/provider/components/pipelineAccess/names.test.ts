import { expect, test } from "vitest";
import { slug } from "../../../../provider/components/pipelineAccess/names.ts";

test.each([
  ["deploy", "deploy"],
  ["Deploy Prod", "deploy-prod"],
  ["acme/app:prod", "acme-app-prod"],
  ["--Café №1!", "cafe-no1"],
  ["漢字", ""],
  [`${"a".repeat(254)}-b`, "a".repeat(254)],
])("the name of the component %s becomes %s", (name, expected) => {
  expect(slug(name)).toBe(expected);
  expect(slug(slug(name))).toBe(slug(name));
});
