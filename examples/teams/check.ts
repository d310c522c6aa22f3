// `npm test` reports every mistake in teams.yaml. In GitHub Actions they are shown beside the lines of a pull request.

import { relative, resolve } from "node:path";
import { readOrganization } from "./organization.ts";

const { organization, mistakes } = readOrganization("teams.yaml");
for (const mistake of mistakes) {
  console.error(mistake);
  const repository = process.env["GITHUB_WORKSPACE"];
  if (repository !== undefined) {
    const [, file = "", line, col, message = ""] = /^(.*?):(\d+):(\d+): (.*)$/.exec(mistake) ?? [];
    const path = relative(repository, resolve(file));
    console.log(`::error file=${path},line=${line},col=${col}::${message.replaceAll("%", "%25")}`);
  }
}
if (mistakes.length > 0) {
  process.exitCode = 1;
} else {
  const { teams, users } = organization;
  console.log(`teams.yaml is valid: ${Object.keys(teams).length} teams, ${users.length} users.`);
}
