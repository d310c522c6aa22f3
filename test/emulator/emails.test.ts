import { expect, it } from "vitest";
import { emailDomain, filterForm, normalizedEmail } from "../../emulator/emails.ts";

it("an email address is compared without letter case", () => {
  expect(normalizedEmail(" Ann@Example.COM ")).toBe("ann@example.com");
  expect(emailDomain("Ann@Mail.Example.COM")).toBe("mail.example.com");
});

it.each([
  ["Ann+news@Example.com", "ann@example.com"],
  ["ann+a+b@example.com", "ann@example.com"],
  ["+ann@example.com", "+ann@example.com"],
  ["a.n.n@example.com", "a.n.n@example.com"],
  ["A.n.n+x@GoogleMail.com", "ann@gmail.com"],
  ["ann", "ann"],
])("an email address has the filter form: %s becomes %s", (given, expected) => {
  expect(filterForm(given)).toBe(expected);
});
