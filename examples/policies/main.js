// Pulumi would compile a TypeScript main file with a compiler that is too old for this package. Node.js 22.18 and later run TypeScript
// without compiling it.
import "./index.ts";
