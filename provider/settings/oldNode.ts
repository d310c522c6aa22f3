/** Why a Node.js will not do, in which our dependencies break with a riddle; undefined if it will. */
export function whyTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return undefined;
  return `pulumi-anthropic needs Node.js 22.19 or newer, and this is ${version}. Install a newer one, and make sure that it is the \`node\` that is found on the PATH.`;
}
