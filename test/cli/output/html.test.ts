import { expect, it } from "vitest";
import { escaped } from "../../../cli/output/html.ts";

it("escapes HTML, including attributes", () => {
  expect(escaped(`<img src=x onerror="alert('1')">&`)).toBe(
    "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;",
  );
});

it("removes invisible and direction characters, secrets, and commands of CI runners from HTML", () => {
  expect(escaped("a\u202eb\u009bc\u2066d sk-ant-oat01-hunter2 ##[error]")).toBe("ab cd [secret] # #[error]");
});
