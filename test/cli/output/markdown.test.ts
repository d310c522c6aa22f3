import { expect, it } from "vitest";
import { code, literal } from "../../../cli/output/markdown.ts";

it("escapes Markdown, and notifies no user", () => {
  expect(literal("**a** _b_ `c` [d](e) <b> | \\ ~~f~~ &amp;")).toBe(
    "&#42;&#42;a&#42;&#42; &#95;b&#95; &#96;c&#96; &#91;d&#93;(e) &#60;b&#62; &#124; &#92; &#126;&#126;f&#126;&#126; &#38;amp;",
  );
  expect(literal("ask @acme/security about #12, https://evil.example and www.evil.example")).toBe(
    "ask @<!-- -->acme/security about #<!-- -->12, https:<!-- -->//evil.example and www.<!-- -->evil.example",
  );
  expect(literal("alice@example.com is user_01 with workspace_developer")).toBe(
    "alice@example.com is user_01 with workspace_developer",
  );
});

it("removes commands of CI runners and secrets from Markdown", () => {
  expect(code("##[add-mask]x ##vso[task] sk-ant-api03-hunter2")).toBe(
    "`# #[add-mask]x # #vso[task] [secret]`",
  );
  expect(literal("##[group]\u009bsk-ant-api03-hunter2")).toBe("# #&#91;group&#93; &#91;secret&#93;");
});

it.each([
  ["plain", "`plain`"],
  ["</details> @octo/team #1", "`</details> @octo/team #1`"],
  ["a ` tick", "``a ` tick``"],
  ["```js", "```` ```js ````"],
  ["two\nlines\u2028\u202eand", "`two lines and`"],
  ["", "`  `"],
])("writes %j as a single code span", (text, span) => {
  expect(code(text)).toBe(span);
});
