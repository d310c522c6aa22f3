import { expect, it } from "vitest";
import { escaped, literal, oneLine } from "../../cli/harmless.ts";

it("keeps a terminal's cursor, colours and direction of writing out of foreign hands", () => {
  expect(oneLine("a\u001b[31mred\u0007\nb\u202ec\u2028d")).toBe("a [31mred bc d");
});

it("keeps HTML as text, in attributes too", () => {
  expect(escaped(`<img src=x onerror="alert('1')">&`)).toBe(
    "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;",
  );
});

it("keeps Markdown as text, and nobody is called by it", () => {
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
