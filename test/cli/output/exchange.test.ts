import { expect, it } from "vitest";
import { exchangeText } from "../../../cli/output/exchange.ts";

const match = { subject_prefix: "job:\u001b", audience: null, claims: {}, condition: null };
const rule = { issuer_id: "fdis_1", match };

it("names the issuer and the conditions of a federation rule, without control characters", () => {
  const issuer = { name: "ci\u001b", issuer_url: "https://ci.example.com" };
  expect(exchangeText(rule, issuer)).toMatch(
    /^exchanges tokens of ci\S* \(https:\/\/ci\.example\.com\) that match \{"subjectPrefix":"job:[^"]*"\}$/,
  );
  expect(exchangeText(rule, issuer)).not.toContain("\u001b");
});

it("names the ID of an issuer that was not read", () => {
  expect(exchangeText(rule, undefined)).toMatch(/^exchanges tokens of fdis_1 that match /);
});
