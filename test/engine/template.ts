/** The files that `pulumi new typescript` writes, since 2026-03-25, in a project `test`. Without "type" it is CommonJS. */
export function templateFiles(packages: {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}): Record<string, unknown> {
  return {
    "Pulumi.yaml": "name: test\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\n",
    "package.json": { name: "test", main: "index.ts", ...packages },
    "tsconfig.json": {
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "nodenext",
        moduleResolution: "nodenext",
        sourceMap: true,
        experimentalDecorators: true,
        pretty: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
      },
      files: ["index.ts"],
    },
    "index.ts": 'import * as pulumi from "@pulumi/pulumi";\n',
  };
}
