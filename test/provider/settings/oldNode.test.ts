import { expect, test } from "vitest";
import { whyTooOld } from "../../../provider/settings/oldNode.ts";

test("a Node.js that is too old is refused in one sentence, and what to do in another", () => {
  for (const version of ["22.19.0", "22.20.1", "23.0.0", "24.0.0", "100.1.0"]) {
    expect(whyTooOld(version)).toBeUndefined();
  }
  for (const version of ["18.20.8", "20.20.2", "22.0.0", "22.18.0"]) {
    expect(whyTooOld(version)).toBe(
      `pulumi-anthropic needs Node.js 22.19 or newer, and this is ${version}. Install a newer one, and make sure that it is the \`node\` that is found on the PATH.`,
    );
  }
});
