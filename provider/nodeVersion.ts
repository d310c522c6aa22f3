/** Refuses a Node.js in which our dependencies break, before they are loaded, and break with a riddle. */
export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  const error = new Error(
    `pulumi-anthropic needs Node.js 22.19 or newer, and this is ${version}. Install a newer one, and make sure that it is the \`node\` that Pulumi finds on the PATH.`,
  );
  // Pulumi prints it, and where this stands in our package helps nobody.
  error.stack = error.message;
  throw error;
}

refuseOldNode(process.versions.node);
