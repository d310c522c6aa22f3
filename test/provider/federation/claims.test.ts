import { expect, test } from "vitest";
import { conditionOf } from "../../../emulator/condition.ts";
import { type Conditions, conditionProblem } from "../../../provider/federation/conditionProblem.ts";

const github = "https://token.actions.githubusercontent.com";
const gitlab = "https://gitlab.com";
const google = "https://accounts.google.com";

/** A token of another tenant, with the names of our tenant wherever its owner can choose them. */
const evil = {
  repository: "evil/app",
  repository_owner: "evil",
  repository_id: "999",
  environment: "claims.repository",
  ref: "refs/heads/main",
  sub: "environment:prod",
  job_workflow_ref: "evil/app/.github/workflows/x.yml@main",
  project_path: "evil/app",
  email: "evil@gmail.com",
};

const pins = 'claims.repository == "acme/app"';

test.each([
  // Conditionals, negations, and comparisons with a boolean.
  [github, `${pins} ? true : true`],
  [github, `${pins} ? claims.ref == "x" : claims.ref == "refs/heads/main"`],
  [github, `claims.ref == "x" ? ${pins} : (claims.ref == "y" ? ${pins} : true)`],
  [github, `(${pins}) == false`],
  [github, `${pins} == false`],
  [github, `(${pins}) != true`],
  [github, `!(${pins} && claims.ref == "x")`],
  [github, `!(!(${pins}) == false)`],
  [github, `!(${pins} || claims.ref == "x")`],
  // Comparisons of claims with nothing but each other or their length.
  [github, "claims.repository == claims.repository"],
  [github, "claims.repository.startsWith(claims.repository_owner)"],
  [github, 'claims["repository"] == claims["repository"]'],
  [github, "size(claims.repository) > 3"],
  [github, "3 < claims.repository.size()"],
  // Escapes, raw strings, and names of claims in strings and comments.
  [github, `${pins} || claims.ref == "refs/heads/\\x6dain"`],
  [github, `${pins} || claims.ref == "refs/heads/\\u006dain"`],
  [github, `${pins} || claims.ref == "refs/heads/\\155ain"`],
  [github, `${pins} || claims.ref == """refs/heads/main"""`],
  [github, `${pins} || claims.ref == r'refs/heads/main'`],
  [github, `claims.repository == r"acme\\" || claims.ref == "refs/heads/main"`],
  [github, 'claims.environment + "" == "claims.repository"'],
  [github, `claims.ref + "" == "refs/heads/main" // ${pins}`],
  // Regular expressions.
  [github, 'claims.repository.matches("^.*")'],
  [github, 'claims.repository.matches("^")'],
  [github, 'claims.repository.matches("^.+/app$")'],
  [github, 'claims.repository.matches("^[^/]+/app$")'],
  [github, 'claims.repository.matches("^\\\\w+/app$")'],
  [github, 'claims.repository.matches("^acme/app$|.*")'],
  [github, 'claims.repository.matches("^(acme/|.*)app$")'],
  [github, 'claims.repository.matches("^(?:acme/)?.*")'],
  [github, 'claims.repository.matches("^acme/app$|/app")'],
  [github, 'claims.repository.matches("(?:/app)$")'],
  [github, 'claims.repository_id.matches("^[0-9]{3,}$")'],
  [github, 'claims.sub.matches("^(repo:acme/app|environment):.*")'],
  [github, 'claims.a_new_claim.matches(".*") || claims.repository.matches("\\\\w")'],
  [gitlab, 'claims.project_path.matches("^(?<group>.+)/app$")'],
  [google, 'claims.email.matches(".*|@acme.com$")'],
  // A subject of claims that the owner of each repository can choose.
  [github, 'claims.sub == "environment:prod"'],
  [github, 'claims.sub in ["repo:acme/app:environment:prod", "environment:prod"]'],
  [github, 'claims.repository >= "acme/"'],
  [github, '!(claims.repository < "acme/") && claims.ref == "refs/heads/main"'],
  // Domains that everyone can have an address of.
  [google, 'claims.email.endsWith("@gmail.com")'],
])("a condition is rejected for %s because a token of another tenant meets it: %s", (issuer, condition) => {
  // The emulator cannot evaluate all of CEL.
  const evaluated = conditionOf(condition);
  if (typeof evaluated !== "string") expect(evaluated.holds(evil)).toBe(true);
  expect(conditionProblem(issuer, { condition })).toBeDefined();
});

test.each<[string, Conditions]>([
  [github, { claims: { sub: "environment:prod" } }],
  [github, { claims: { sub: "ref:refs/heads/main", environment: "prod" } }],
])("claims are rejected for %s because a token of another tenant meets them: %o", (issuer, conditions) => {
  expect(conditionProblem(issuer, conditions)?.reason).toContain("nothing in `match` says which of them");
});

test.each([
  [github, `${pins} ? true : false`],
  [github, `claims.ref == "refs/heads/main" ? ${pins} : claims.repository == "acme/web"`],
  [github, `${pins} == true`],
  [github, `(${pins}) != false`],
  [github, `!(claims.repository != "acme/app")`],
  [github, `!(claims.repository != "acme/app" || claims.ref != "refs/heads/main")`],
  [github, `!(!(${pins}))`],
  [github, `false || ${pins}`],
  [github, `size(claims.ref) > 3 && ${pins}`],
  [github, 'claims.repository == "acme\\u002fapp"'],
  [github, 'claims.repository == """acme/app"""'],
  [github, "claims.repository in ['acme/app', \"acme/web\",]"],
  [github, "(claims.repository) in (['acme/app'])"],
  [github, 'claims.?repository.orValue("") == "acme/app"'],
  [github, 'claims.repository.lowerAscii() == "acme/app"'],
  [github, 'claims.repository.split("/")[0] == "acme"'],
  [github, '["acme/app", "acme/web"].exists(name, name == claims.repository)'],
  [github, 'claims.repository.matches("^acme/app$")'],
  [github, 'claims.repository.matches("^acme/(app|web)$")'],
  [github, 'claims.repository.matches("^(acme/app|acme/web)$")'],
  [github, 'claims.repository.matches("(^acme/app$)|(^acme/web$)")'],
  [github, 'claims.repository.matches("^(?i)acme/.+")'],
  [github, 'claims.repository.matches("^[Aa]cme/app$")'],
  [github, 'claims.repository.matches("\\\\Aacme/app-[a-z0-9-]+\\\\z")'],
  [github, "claims.repository.matches(r'^acme/app\\.js$')"],
  [github, 'claims.repository_owner.matches("^(acme|acme-labs)$")'],
  [github, 'claims.repository_id.matches("^(123|456)$")'],
  [github, 'claims.workflow_ref.matches("^acme/app/\\\\.github/workflows/.*@refs/heads/main$")'],
  [github, 'claims.sub.matches("^repo:acme/(app|web):ref:refs/heads/.+$")'],
  [github, 'claims.sub.matches("^environment:[^:]+:repo:acme/app$")'],
  [github, 'claims.sub == "repository_owner:acme:environment:prod"'],
  [github, 'claims.a_new_claim.matches("acme$")'],
  [gitlab, 'claims.user_email.matches("@acme\\\\.com$")'],
  [gitlab, 'claims.project_path.matches("^acme/[a-z-]+/app$")'],
  [google, 'claims.email.matches("@acme\\\\.com$")'],
  [google, 'claims.email.matches("^[^@]+@acme\\\\.iam\\\\.gserviceaccount\\\\.com$")'],
  [google, 'claims.email.matches("^ci@acme\\\\.com$")'],
  [google, 'claims.email.endsWith("@acme.com") && claims.email_verified'],
  [google, 'claims.sub == "116405231457621307921"'],
])("a condition is accepted for %s because only tokens of one tenant meet it: %s", (issuer, condition) => {
  const evaluated = conditionOf(condition);
  if (typeof evaluated !== "string") expect(evaluated.holds(evil)).toBe(false);
  expect(conditionProblem(issuer, { condition })).toBeUndefined();
});

test.each([
  ['claims.repository = "acme/app"', "Unexpected character: ="],
  // Newer CEL quotes names like this.
  ["claims.`repository` == 'acme/app'", "Unexpected character: `"],
])("a condition that cannot be read must be accompanied by claims: %s", (condition, reason) => {
  expect(conditionProblem(github, { condition })).toEqual({
    property: "condition",
    reason: `\`condition\` could not be read (${reason}), so nothing says which tokens it matches. Correct it, or identify your tokens with \`claims\`.`,
  });
  expect(conditionProblem(github, { condition, claims: { repository_owner: "acme" } })).toBeUndefined();
});

test("a condition with many conditionals is read in time", () => {
  const nested = Array.from({ length: 40 }).reduce<string>((inner) => `((${inner}) ? true : ${pins})`, pins);
  expect(conditionProblem(github, { condition: nested })).toBeUndefined();
  const groups =
    'claims.repository.matches("^(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)/")';
  expect(conditionProblem(github, { condition: groups })).toBeUndefined();
});
