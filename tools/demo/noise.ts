/**
 * What the CLI says only because it does not write to a terminal, where later lines take the place of earlier ones:
 * that something is under way or as it was, and messages that it gathers at the end of the same output.
 */
const noise = [
  /^$/,
  /^(Updating|Destroying|Importing|Previewing \w+) \(/,
  /^Reading .*\.\.\.$/,
  / \(0s\)/,
  / refresh \([\d.]+m?s\) *$/,
  /^ {4}pulumi:pulumi:Stack [^ (]/,
  /^ {4}pulumi-nodejs:\S+ [^ (]/,
  /^ [-+~]+ .*(error:|\*\*)/,
  /^ {4}Error: .*:$/,
  /^Duration:/,
  /^The resources in the stack have been deleted|^If you want to remove the stack completely/,
];

/** Whether a line of one command's output, without colours, is worth showing after those before it. */
export function newFilter(): (line: string) => boolean {
  const shown = new Set<string>();
  return (line) => {
    if (noise.some((pattern) => pattern.test(line))) return false;
    // The stack is named before and after everything else.
    if (namesResource(line) && shown.has(line)) return false;
    shown.add(line);
    return true;
  };
}

/** Whether a line is about one resource. */
export function namesResource(line: string): boolean {
  return /^ [-+~=]+ /.test(line);
}
