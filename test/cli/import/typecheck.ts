import path from "node:path";
import ts from "typescript";

const root = path.join(import.meta.dirname, "..", "..", "..");

/** The errors of the compiler, with its strictest options, in a program that imports this package. */
export function compilerErrors(folder: string, files: readonly string[]): string[] {
  const program = ts.createProgram(
    files.map((file) => path.join(folder, file)),
    {
      strict: true,
      noUnusedLocals: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      types: [],
      typeRoots: [path.join(root, "node_modules", "@types")],
      paths: { "pulumi-anthropic": [path.join(root, "provider", "index.ts")] },
    },
  );
  return files.flatMap((file) => {
    const source = program.getSourceFile(path.join(folder, file));
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  });
}
