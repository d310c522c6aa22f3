import { expect, test } from "vitest";
import type { Conditions } from "../../../provider/federation/conditionProblem.ts";
import { unusualConditions } from "../../../provider/federation/unusualConditions.ts";

test.each<[Conditions, string]>([
  [
    { subjectPrefix: "system:serviceaccount:prod*" },
    'also matches names that continue after "system:serviceaccount:prod", such as "system:serviceaccount:prod-2". If the last name is complete, omit the `*` if the subject ends there, or end it with its delimiter, as in `system:serviceaccount:prod:*` or `system:serviceaccount:prod/*`.',
  ],
  [
    { subjectPrefix: "repo:acme/app:environment:prod*" },
    'such as "repo:acme/app:environment:prod-2". If the last name is complete, omit the `*`.',
  ],
  [
    { subjectPrefix: "repo:acme/app:ref:refs/heads/release*" },
    "omit the `*` if the subject ends there, or end it with its delimiter, as in `repo:acme/app:ref:refs/heads/release:*` or `repo:acme/app:ref:refs/heads/release/*`.",
  ],
  [
    { subjectPrefix: "job:*:deploy" },
    "so `job:*:deploy` matches only subjects that contain `*`. Use `condition`.",
  ],
  [{ subjectPrefix: "job:*:deploy*" }, "`*` is a wildcard only at the end"],
  [{ claims: { scope: "read:*" } }, 'Use `condition`, such as `claims.scope.startsWith("read:")`.'],
  [
    { claims: { repository: "Acme/app" } },
    'Make sure that the service shows "Acme/app" with these uppercase letters; otherwise no token matches.',
  ],
  [{ claims: { namespace_path: "Acme" } }, "`match.claims.namespace_path` is case-sensitive."],
])("%j causes a warning", (conditions, text) => {
  expect(unusualConditions(conditions).join()).toContain(text);
});

test.each<Conditions>([
  {},
  { subjectPrefix: "system:serviceaccount:prod:*" },
  { subjectPrefix: "system:serviceaccount:prod:deploy" },
  { subjectPrefix: "repo:acme/infra-*" },
  { claims: { repository: "acme/app", environment: "Production", workflow: "Deploy" } },
  { condition: 'claims.ref.startsWith("v")' },
])("%j causes no warning", (conditions) => {
  expect(unusualConditions(conditions)).toEqual([]);
});

test("a condition that is probably not valid CEL is unusual", () => {
  expect(unusualConditions({ condition: "claims.environment = 'prod'" })).toEqual([
    "`match.condition` is probably not a valid CEL expression (Unexpected character: =). The API then rejects the rule.",
  ]);
  expect(unusualConditions({ condition: "claims.environment == 'prod'" })).toEqual([]);
});
